// Templates are looked at while they are written.
import { expect, test } from 'vitest';

import { templateFault } from './template';

test.each(['', '  ', '{"text": "{title}: {body}", "list": ["{url}", 3, null], "n": {"a": "{count}"}}', '"{items}"', '{"{title}": 1, "brace": "{ not one }"}'])('%s is good', (text) => {
  expect(templateFault(text)).toBeNull();
});

test('what is no JSON says so', () => {
  expect(templateFault('{"text": {title}}')).toMatch(/^This is not JSON: .+\.$/);
});

test('a placeholder that does not exist is named, wherever it stands', () => {
  expect(templateFault('{"a": [{"b": "{titel}"}]}')).toBe('There is no placeholder {titel}.');
});

test('one with too many placeholders is refused', () => {
  expect(templateFault(JSON.stringify('{title}'.repeat(101)))).toBe('A template has at most 100 placeholders.');
});

test('one that is too long is refused', () => {
  expect(templateFault(JSON.stringify('ö'.repeat(8_200)))).toBe('A template has at most 16 KiB.');
});
