// The words that differ between an earlier text and the one that replaced it.

export interface Piece {
  kind: 'same' | 'added' | 'removed';
  text: string;
}

/** A table above this many cells is not worth the wait; the earlier text is then shown as it was. */
const MOST_CELLS = 1_000_000;

/** The pieces of both texts in reading order; null where they differ in more than can be compared. */
export function wordDiff(before: string, after: string): Piece[] | null {
  const [a, b] = [words(before), words(after)];
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a.at(-1 - end) === b.at(-1 - end)) end += 1;
  const [left, right] = [a.slice(start, a.length - end), b.slice(start, b.length - end)];
  if ((left.length + 1) * (right.length + 1) > MOST_CELLS) return null;

  const pieces: Piece[] = [];
  const add = (kind: Piece['kind'], text: string) => {
    const last = pieces.at(-1);
    if (last?.kind === kind) last.text += text;
    else if (text) pieces.push({ kind, text });
  };
  add('same', a.slice(0, start).join(''));
  for (const { kind, text } of middle(left, right)) add(kind, text);
  add('same', end > 0 ? a.slice(-end).join('') : '');
  return joined(pieces);
}

/** Long stretches that did not change, cut to what stands around the changes. */
export function excerpt(pieces: Piece[] | null, around = 80): Piece[] | null {
  return pieces && pieces.map((piece, index) => {
    if (piece.kind !== 'same' || piece.text.length <= 3 * around) return piece;
    const [first, last] = [index === 0, index === pieces.length - 1];
    const before = first ? '' : `${piece.text.slice(0, around).replace(/\S*$/, '')}…`;
    const after = last ? '' : `…${piece.text.slice(-around).replace(/^\S*/, '')}`;
    return { ...piece, text: before && after ? `${before}\n${after}` : before + after };
  });
}

/** Words and the spaces between them, so that joining gives the text again. */
function words(text: string): string[] {
  return text.match(/\s+|[^\s]+/gu) ?? [];
}

function middle(a: readonly string[], b: readonly string[]): Piece[] {
  const width = b.length + 1;
  const common = new Uint32Array((a.length + 1) * width);
  const at = (i: number, j: number) => common[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      common[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const pieces: Piece[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      pieces.push({ kind: 'same', text: a[i] ?? '' });
      i += 1;
      j += 1;
    } else if (j >= b.length || (i < a.length && at(i + 1, j) >= at(i, j + 1))) {
      pieces.push({ kind: 'removed', text: a[i] ?? '' });
      i += 1;
    } else {
      pieces.push({ kind: 'added', text: b[j] ?? '' });
      j += 1;
    }
  }
  return pieces;
}

/** A lone space between changed words belongs to the change: whole phrases read better than crumbs. */
function joined(pieces: readonly Piece[]): Piece[] {
  const groups: (Piece | { removed: string; added: string })[] = [];
  for (const [index, piece] of pieces.entries()) {
    const last = groups.at(-1);
    const open = last && 'added' in last ? last : null;
    const next = pieces[index + 1];
    if (piece.kind === 'same' && open && /^\s+$/.test(piece.text) && !piece.text.includes('\n') && next && next.kind !== 'same') {
      open.removed += piece.text;
      open.added += piece.text;
    } else if (piece.kind === 'same') {
      groups.push(piece);
    } else {
      const group = open ?? { removed: '', added: '' };
      group[piece.kind] += piece.text;
      if (!open) groups.push(group);
    }
  }
  return groups.flatMap((group) =>
    'kind' in group
      ? [group]
      : [{ kind: 'removed' as const, text: group.removed }, { kind: 'added' as const, text: group.added }].filter(({ text }) => text.trim() !== '' || text.includes('\n')),
  );
}
