// The marks of the heartbeat strip: what shape a run has, how tall, and the strip in words.
import type { Beat } from '../bindings/Beat';
import type { Run } from '../bindings/Run';

/** The shape of a mark. Shape says what happened, height how much was new. */
export type MarkKind = 'new' | 'quiet' | 'held' | 'failed' | 'running' | 'off';

/** What a mark is drawn from: a beat, or what a run has in common with one. */
export type Markable = Pick<Beat, 'status' | 'outcome' | 'new_items'>;

/** Measures of a strip in px. */
export const MARK = { width: 4, gap: 2, height: 22 } as const;

/** A run as something a mark can be drawn from. */
export function markOf(run: Run): Markable {
  return { status: run.status, outcome: run.outcome, new_items: run.new_items_downloaded };
}

export function markKind({ status, outcome, new_items }: Markable): MarkKind {
  switch (status) {
    case 'in_progress': return 'running';
    case 'failed': return 'failed';
    case 'completed': return new_items > 0 ? 'new' : 'quiet';
    case 'skipped': return outcome === 'held' || outcome === 'overlap' ? 'held' : 'off';
    // It was cut off: what the source held at that moment is not known.
    case 'interrupted': return 'off';
  }
}

/** Height in px of a bar for so many new items. */
export function barHeight(newItems: number): number {
  if (newItems >= 30) return 22;
  if (newItems >= 10) return 18;
  return newItems >= 3 ? 14 : 10;
}

/** A rectangle with round corners, as a part of a path. */
function block(x: number, y: number, width: number, height: number, r: number): string {
  const [w, h] = [width - 2 * r, height - 2 * r];
  const corner = (dx: number, dy: number) => `a${r} ${r} 0 0 1 ${dx} ${dy}`;
  return `M${x + r} ${y}h${w}${corner(r, r)}v${h}${corner(-r, r)}h${-w}${corner(-r, -r)}v${-h}${corner(r, -r)}z`;
}

/** A mark's outline with its left edge at `x`. */
export function markPath(mark: Markable, x: number): string {
  const { width, height } = MARK;
  const up = barHeight(mark.new_items);
  switch (markKind(mark)) {
    case 'new': return block(x, height - up, width, up, 1.2);
    case 'quiet': return block(x, 17, width, 5, 1.2);
    case 'failed': return block(x, 2, width, 12, 1.2) + block(x, 17, width, 5, 1.2);
    // Outlines are drawn on their middle, so they stand half a stroke further in.
    case 'held': return block(x + 0.7, 10.7, 2.6, 10.6, 1);
    case 'running': return block(x + 0.7, 4.7, 2.6, 16.6, 1);
    case 'off': return `M${x} 20h${width}v2h${-width}z`;
  }
}

/** A strip as one path per kind: a table of thousands of marks stays a few hundred shapes. */
export function stripPaths(marks: readonly Markable[], start: number): { kind: MarkKind; path: string }[] {
  const paths = new Map<MarkKind, string>();
  marks.forEach((mark, index) => {
    const kind = markKind(mark);
    paths.set(kind, (paths.get(kind) ?? '') + markPath(mark, start + index * (MARK.width + MARK.gap)));
  });
  return [...paths].map(([kind, path]) => ({ kind, path }));
}

const ORDER: MarkKind[] = ['quiet', 'new', 'failed', 'held', 'off', 'running'];
const WORDS: Record<MarkKind, string> = {
  quiet: 'nothing new', new: 'new items', failed: 'failed', held: 'held', off: 'not watching', running: 'running',
};

/** "Last 30 runs: 21 nothing new, 8 new items, 1 failed"; what never happened is not said. */
export function stripSummary(beats: readonly Markable[]): string {
  if (beats.length === 0) return 'No runs yet';
  const counts = new Map<MarkKind, number>();
  for (const beat of beats) {
    const kind = markKind(beat);
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  const parts = ORDER.flatMap((kind) => {
    const count = counts.get(kind);
    return count ? [`${count} ${WORDS[kind]}`] : [];
  });
  const runs = beats.length === 1 ? 'Last run' : `Last ${beats.length} runs`;
  return `${runs}: ${parts.join(', ')}`;
}

/** Where a strip's cursor goes for a key; undefined leaves the key to others. */
export function stripStep(key: string, at: number, length: number): number | undefined {
  switch (key) {
    case 'ArrowLeft': return Math.max(0, at - 1);
    case 'ArrowRight': return Math.min(length - 1, at + 1);
    case 'Home': return 0;
    case 'End': return length - 1;
    default: return undefined;
  }
}
