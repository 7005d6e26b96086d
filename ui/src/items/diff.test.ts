// The words that differ between two texts.
import { describe, expect, it } from 'vitest';

import { excerpt, wordDiff, type Piece } from './diff';

const shown = (pieces: Piece[] | null) => pieces?.map(({ kind, text }) => (kind === 'added' ? `+${text}+` : kind === 'removed' ? `-${text}-` : text)).join('|');

describe('the difference of two texts', () => {
  it.each([
    ['peak near 15:10 today', 'peak near 15:40 today', 'peak near |-15:10-|+15:40+| today'],
    ['check your lines now', 'double the lines now', '-check your-|+double the+| lines now'],
    ['one two', 'one two', 'one two'],
    ['', 'one', '+one+'],
    ['one', '', '-one-'],
    ['', '', ''],
    ['a b c', 'c b a', '-a-|+c+| b |-c-|+a+'],
    ['a\nb', 'a\nc', 'a\n|-b-|+c+'],
  ])('from "%s" to "%s"', (before, after, wanted) => {
    expect(shown(wordDiff(before, after))).toBe(wanted);
  });

  it('holds both texts whole', () => {
    const words = ['tide', 'gauge', 'of', 'the', 'harbour', 'rose', '.'];
    let seed = 7;
    const random = () => { seed = (seed * 16_807) % 2_147_483_647; return seed; };
    const text = () => Array.from({ length: random() % 30 }, () => words[random() % words.length]).join(' ');
    const squeezed = (pieces: Piece[], without: Piece['kind']) => pieces.filter(({ kind }) => kind !== without).map((piece) => piece.text).join(' ').split(/\s+/).filter(Boolean).join(' ');
    for (let turn = 0; turn < 200; turn += 1) {
      const [before, after] = [text(), text()];
      const pieces = wordDiff(before, after) ?? [];
      expect(squeezed(pieces, 'added')).toBe(before);
      expect(squeezed(pieces, 'removed')).toBe(after);
    }
  });

  it('is not computed where it would take too long, unless little differs', () => {
    const long = (word: string) => Array.from({ length: 3_000 }, (_, index) => `${word}${String(index)}`).join(' ');
    expect(wordDiff(long('a'), long('b'))).toBeNull();
    expect(wordDiff(`${long('a')} end`, `${long('a')} finish`)).not.toBeNull();
  });
});

it('an excerpt keeps the changes and what stands around them', () => {
  const long = 'word '.repeat(100);
  const pieces = excerpt(wordDiff(`${long}old ${long}`, `${long}new ${long}`)) ?? [];
  expect(pieces.map(({ kind }) => kind)).toEqual(['same', 'removed', 'added', 'same']);
  expect(pieces[0]?.text).toMatch(/^….{1,80}word $/);
  expect(pieces[3]?.text).toMatch(/^ word.{1,80}…$/);
  expect(excerpt(null)).toBeNull();
});
