import js from '@eslint/js'
import globals from 'globals'
import hooks from 'eslint-plugin-react-hooks'
import tseslint from 'typescript-eslint'

export default tseslint.config(
  { ignores: ['dist', 'src/api/schema.ts'] },
  js.configs.recommended,
  ...tseslint.configs.strict,
  hooks.configs.flat['recommended-latest'],
  {
    languageOptions: { globals: { ...globals.browser } },
    rules: {
      'no-console': 'error',
      'no-restricted-globals': ['error', { name: 'localStorage', message: 'preferences go through layout/preferences.ts' }],
    },
  },
  { files: ['public/push.js'], languageOptions: { globals: { ...globals.serviceworker } } },
  { files: ['e2e/**', '*.config.ts'], languageOptions: { globals: { ...globals.node } }, rules: { 'no-restricted-globals': 'off' } },
)
