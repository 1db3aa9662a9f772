import js from '@eslint/js';
import tseslint from 'typescript-eslint';
import floors from './eslint-rules/floors.mjs';

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', 'test/e2e/host/', '.cache/'] },
  js.configs.recommended,
  ...tseslint.configs.recommended,
  {
    plugins: { house: { rules: { floors } } },
    rules: {
      'house/floors': 'error',
      'max-lines': ['error', { max: 300 }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', destructuredArrayIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': 'error',
      'no-control-regex': 'off',
    },
  },
  { files: ['**/*.mjs'], languageOptions: { globals: { process: 'readonly', console: 'readonly', setTimeout: 'readonly', clearTimeout: 'readonly', fetch: 'readonly', URLSearchParams: 'readonly', document: 'readonly', NodeFilter: 'readonly', Buffer: 'readonly', performance: 'readonly', window: 'readonly', getComputedStyle: 'readonly', URL: 'readonly' } } },
);
