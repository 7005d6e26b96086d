// Finding a setting by the words that somebody would use for it.
import { describe, expect, it } from 'vitest';

import { findRows, rowText, sectionIds, sections } from './catalogue';

describe('finding a setting', () => {
  it('shows every setting while nothing is typed', () => {
    const all = sectionIds.reduce((count, id) => count + Object.keys(sections[id].rows).length, 0);
    expect(findRows('  ').size).toBe(all);
  });

  it('finds a setting by a word that its label does not have', () => {
    expect([...findRows('dark')]).toEqual(['appearance/theme']);
    expect([...findRows('autostart')]).toEqual(['start-up/at_login']);
    expect([...findRows('keyring')]).toEqual(['accounts/place', 'about/keychain']);
  });

  it('needs every word, in any order and any case', () => {
    expect([...findRows('TOKEN access')]).toEqual(['api/token']);
    expect(findRows('token dark').size).toBe(0);
  });

  it('finds a whole section by its title', () => {
    expect([...findRows('local api')]).toEqual(['api/serve', 'api/port', 'api/token']);
  });

  it('finds the keys by a platform that is known only while the window runs', () => {
    expect(findRows('youtube').size).toBe(0);
    expect([...findRows('YouTube', { 'accounts/keys': 'YouTube X' })]).toEqual(['accounts/keys']);
  });

  it('knows the text of each setting by its id', () => {
    expect(rowText('appearance/theme').label).toBe('Theme');
  });
});
