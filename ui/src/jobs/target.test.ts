// A target is named by its platform and its type, once.
import { expect, test } from 'vitest';

import { kindOfTarget, shortTarget } from './target';

test.each([
  ['youtube', 'YouTube', 'channel', 'YouTube channel'],
  ['feed', 'Feed', 'feed', 'Feed'],
  ['webpage', 'Web page', 'page', 'Web page'],
  ['facebook', 'Facebook', 'page', 'Facebook page'],
] as const)('%s %s %s is called %s', (platform, name, type, words) => {
  expect(kindOfTarget(platform, name, type)).toBe(words);
});

test('an address is short', () => {
  expect(shortTarget('https://www.example.org/fees/')).toBe('example.org/fees');
});
