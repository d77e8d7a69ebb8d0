import 'element-plus/dist/index.css'
import './styles/theme.css'
import './styles/base.css'
import './styles/print.css'
import { VueQueryPlugin } from '@tanstack/vue-query'
import { createApp } from 'vue'
import { createQueryClient } from '@/api/queries'
import { showFailure } from '@/composables/notice'
import { useZoom } from '@/composables/useZoom'
import App from './App.vue'
import { installGuards } from './guards'
import { createPages } from './router'

installGuards()
const app = createApp(App)
app.config.errorHandler = (error) => void showFailure(error)
app.use(createPages()).use(VueQueryPlugin, { queryClient: createQueryClient() }).mount('#app')
useZoom().restore().catch(showFailure)
