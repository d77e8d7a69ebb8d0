import vue from '@vitejs/plugin-vue'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  plugins: [vue()],
  resolve: {
    alias: {
      '@': fileURLToPath(new URL('./src', import.meta.url)),
      '@assets': fileURLToPath(new URL('../assets', import.meta.url)),
    },
  },
  build: {
    // The oldest engines in the villages: WebView2 of an offline Windows 10, WebKitGTK of Debian-family desktops.
    target: ['chrome87', 'safari14'],
    // Everything is read from disk, so one larger file costs nothing.
    chunkSizeWarningLimit: 1500,
  },
  test: {
    environment: 'happy-dom',
    include: ['src/**/*.spec.ts'],
    restoreMocks: true,
    // A busy machine takes its time to mount a table.
    testTimeout: 20_000,
  },
})
