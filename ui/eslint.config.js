// Lint rules: the recommended sets, and the two borders of the window (no raw HTML, one way to Rust).
import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import { defineConfig } from 'eslint/config';
import globals from 'globals';
import ts from 'typescript-eslint';

const rawHtml = ['innerHTML', 'outerHTML', 'insertAdjacentHTML', 'setHTMLUnsafe', 'srcdoc'];
const rawHtmlReason = 'Text from elsewhere is shown as text nodes only; raw HTML would run in the window.';

export default defineConfig(
  { ignores: ['dist/', 'src/bindings/'] },
  js.configs.recommended,
  ts.configs.strict,
  svelte.configs.recommended,
  {
    languageOptions: { globals: { ...globals.browser } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      'svelte/no-at-html-tags': 'error',
      'no-restricted-properties': [
        'error',
        ...rawHtml.map((property) => ({ property, message: rawHtmlReason })),
        { object: 'document', property: 'write', message: rawHtmlReason },
      ],
      'no-restricted-syntax': [
        'error',
        {
          selector: `SvelteAttribute[key.name=/^(${rawHtml.join('|')})$/i]`,
          message: rawHtmlReason,
        },
        {
          selector: `SvelteDirective[kind="Binding"][key.name.name=/^(${rawHtml.join('|')})$/i]`,
          message: rawHtmlReason,
        },
      ],
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            { group: ['@tauri-apps/*'], message: 'The window reaches Rust through src/api.ts only.' },
          ],
        },
      ],
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser } },
  },
  {
    files: ['src/api.ts', 'src/api.test.ts'],
    rules: { 'no-restricted-imports': 'off' },
  },
);
