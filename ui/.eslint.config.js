import { defineConfigWithVueTs, vueTsConfigs } from '@vue/eslint-config-typescript'
import vue from 'eslint-plugin-vue'
import { readdirSync } from 'node:fs'

const HAN = '/\\p{Script=Han}/u'

const rawText = (selector) => ({
  selector,
  message: 'Words live in assets/words/zh-CN.json; import them through @/words.',
})

const rawKey = (selector) => ({
  selector,
  message: 'Compare keys with pressed() of @/composables/keys: it is deaf while an input method composes.',
})

const KEY = '[property.name=/^(key|code)$/]'

const script = [
  rawKey(`BinaryExpression[operator=/^[!=]==?$/] > MemberExpression${KEY}`),
  rawKey('BinaryExpression[operator=/^[!=]==?$/] > Literal[value=/^(Enter|Escape)$/]'),
  rawKey(`SwitchStatement > MemberExpression.discriminant${KEY}`),
  rawKey(`CallExpression[callee.property.name='includes'] > MemberExpression${KEY}`),
  rawText(`Literal[value=${HAN}]`),
  rawText(`TemplateElement[value.raw=${HAN}]`),
]

const template = [
  rawKey(
    "VAttribute[directive=true] > VDirectiveKey[name.name='on'][argument.name=/^key/] > VIdentifier.modifiers",
  ),
  rawText(`VElement[name='template'] VText[value=${HAN}]`),
  rawText(`VLiteral[value=${HAN}]`),
]

/** Forbids imports from outside the layers that `files` may know. */
const layer = (files, group, message) => ({
  files,
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          { group, message },
          { group: ['../*'], message: 'Climb with @/ so that the layer stays visible.' },
        ],
      },
    ],
  },
})

const TAURI = '@tauri-apps/*'
const features = readdirSync(new URL('./src/features', import.meta.url))

export default defineConfigWithVueTs(
  { ignores: ['dist/**', 'src/api/contract.ts'] },
  vue.configs['flat/recommended'],
  vueTsConfigs.recommended,
  {
    files: ['**/*.{ts,vue}'],
    rules: {
      eqeqeq: 'error',
      'max-lines': ['error', { max: 300 }],
      'no-restricted-syntax': ['error', ...script],
      'vue/no-restricted-syntax': ['error', ...script, ...template],
      'vue/no-v-html': 'error',
      'vue/no-v-text-v-html-on-component': 'error',
      'vue/block-order': ['error', { order: ['script', 'template', 'style'] }],
      'vue/block-lang': ['error', { script: { lang: 'ts' } }],
      'vue/component-api-style': ['error', ['script-setup']],
      'vue/max-lines-per-block': ['error', { script: 120 }],
      // Layout is prettier's business.
      'vue/html-closing-bracket-newline': 'off',
      'vue/html-indent': 'off',
      'vue/html-self-closing': 'off',
      'vue/max-attributes-per-line': 'off',
      'vue/multiline-html-element-content-newline': 'off',
      'vue/singleline-html-element-content-newline': 'off',
    },
  },
  layer(
    ['src/api/**'],
    ['@/components/*', '@/composables/*', '@/features/*', '@/pages/*'],
    'api is the lowest layer.',
  ),
  layer(
    ['src/composables/**'],
    [TAURI, '@/components/*', '@/features/*', '@/pages/*'],
    'composables know api and words only.',
  ),
  layer(
    ['src/components/**'],
    [TAURI, '@/features/*', '@/pages/*'],
    'components know no feature and no page.',
  ),
  ...features.map((name) =>
    layer(
      [`src/features/${name}/**`],
      [TAURI, '@/features/*', `!@/features/${name}`, '@/pages/*'],
      'a feature knows itself, components, composables and api; pages compose features.',
    ),
  ),
  layer(['src/pages/**', 'src/*'], [TAURI], 'only api talks to the shell.'),
  {
    files: ['**/*.spec.ts'],
    rules: {
      'no-restricted-imports': 'off',
      'no-restricted-syntax': 'off',
      'vue/no-restricted-syntax': 'off',
      'vue/one-component-per-file': 'off',
    },
  },
)
