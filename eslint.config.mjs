import js from '@eslint/js';
import tseslint from 'typescript-eslint';
import floors from './eslint-rules/floors.mjs';

const readonly = (...names) => Object.fromEntries(names.map((name) => [name, 'readonly']));

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', 'test/e2e/host/', 'bench/peers/', 'test-results/', '.cache/'] },
  js.configs.recommended,
  ...tseslint.configs.recommended,
  {
    plugins: { house: { rules: { floors } } },
    rules: {
      'house/floors': 'error',
      'max-lines': ['error', { max: 300 }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', destructuredArrayIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': 'error',
      // Readers of text look for control characters.
      'no-control-regex': 'off',
    },
  },
  { files: ['**/*.mjs'], languageOptions: { globals: readonly('process', 'console', 'setTimeout', 'clearTimeout', 'fetch', 'URL', 'URLSearchParams', 'AbortSignal', 'Buffer', 'performance') } },
  // What runs inside the browser's page.
  { files: ['test/e2e/**/*.mjs', 'tools/**/*.mjs', 'bench/**/*.mjs'], languageOptions: { globals: readonly('document', 'window', 'NodeFilter', 'getComputedStyle') } },
);
