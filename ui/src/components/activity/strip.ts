// The last twelve hours in slots of a quarter: what happened in each, and where nothing was watching.
import type { Run } from '../../bindings/Run';
import { markKind, markOf, type MarkKind } from '../../jobs/marks';

const QUARTER = 15 * 60_000;
const SLOTS = 48;
/** What the strip shows. */
export const SPAN = SLOTS * QUARTER;
/** Height of the strip in px. */
export const HEIGHT = 44;

const HEIGHTS: Record<MarkKind, number> = { new: 9, quiet: 4, held: 8, failed: 13, running: 9, off: 2 };
const GAP = 2;
/** From the bottom up, where marks are drawn together. */
const ORDER: MarkKind[] = ['quiet', 'off', 'new', 'held', 'running', 'failed'];

export interface Segment {
  kind: MarkKind;
  height: number;
}

export interface Slot {
  start: number;
  /** In the order of their start. */
  kinds: MarkKind[];
  isUnwatched: boolean;
}

/** The end of the strip: the quarter that `now` is in is its last slot. */
export function stripEnd(now: number): number {
  return (Math.floor(now / QUARTER) + 1) * QUARTER;
}

/** Every second hour of the clock within the strip, as a share of its width. */
export function hoursOf(now: Date, hourOf: (at: Date) => number): { at: number; share: number }[] {
  const end = stripEnd(now.getTime());
  const begin = end - SPAN;
  // Quarters are tried and not hours, because some zones are half an hour or a quarter off.
  const quarters = Array.from({ length: SLOTS }, (_, index) => begin + index * QUARTER);
  const isWhole = (at: number) => hourOf(new Date(at)) !== hourOf(new Date(at - QUARTER));
  return quarters
    .filter((at) => isWhole(at) && hourOf(new Date(at)) % 2 === 0 && at <= end - 2 * QUARTER)
    .map((at) => ({ at, share: (at - begin) / SPAN }));
}

/** Every slot of the strip, oldest first. Runs may come in any order. */
export function slotsOf(runs: readonly Run[], now: Date): Slot[] {
  const begin = stripEnd(now.getTime()) - SPAN;
  const slots: Slot[] = Array.from({ length: SLOTS }, (_, index) => ({ start: begin + index * QUARTER, kinds: [], isUnwatched: false }));
  const seen = runs.filter((run) => !isMissed(run)).sort((a, b) => Date.parse(a.start_time) - Date.parse(b.start_time));
  for (const run of seen) {
    slots[Math.floor((Date.parse(run.start_time) - begin) / QUARTER)]?.kinds.push(markKind(markOf(run)));
  }
  const gaps = merged(runs.filter(isMissed));
  for (const slot of slots) {
    // A run that took place shows that something was watching, whatever another job missed.
    slot.isUnwatched = slot.kinds.length === 0 && covered(gaps, slot.start, slot.start + QUARTER) >= QUARTER / 2;
  }
  return slots;
}

type Gap = [from: number, to: number];

/** A time in which nothing was asked: a gap, or an outage of the network. */
export function isMissed({ outcome, start_time, end_time }: Run): boolean {
  return outcome === 'missed' || (outcome === 'offline' && end_time !== null && end_time > start_time);
}

function merged(missed: readonly Run[]): Gap[] {
  const gaps = missed
    .map((run): Gap => [Date.parse(run.start_time), Date.parse(run.end_time ?? run.start_time)])
    .sort(([a], [b]) => a - b);
  const all: Gap[] = [];
  for (const [from, to] of gaps) {
    const last = all.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else all.push([from, to]);
  }
  return all;
}

function covered(gaps: readonly Gap[], from: number, to: number): number {
  return gaps.reduce((sum, [start, end]) => sum + Math.max(0, Math.min(end, to) - Math.max(start, from)), 0);
}

/** Slots in a row in which nothing was watching, as positions in the strip. */
export function unwatchedSpans(slots: readonly Slot[]): { at: number; length: number }[] {
  const spans: { at: number; length: number }[] = [];
  slots.forEach(({ isUnwatched }, at) => {
    const last = spans.at(-1);
    if (!isUnwatched) return;
    if (last && last.at + last.length === at) last.length += 1;
    else spans.push({ at, length: 1 });
  });
  return spans;
}

/** What is drawn in a slot, from the bottom up: a mark per run, smaller where they are many, a block per kind where they are too many. */
export function segmentsOf(kinds: readonly MarkKind[]): Segment[] {
  for (const scale of [1, .5]) {
    const each = kinds.map((kind) => ({ kind, height: HEIGHTS[kind] * scale }));
    if (each.reduce((sum, { height }) => sum + height + GAP, -GAP) <= HEIGHT) return each;
  }
  const present = ORDER.filter((kind) => kinds.includes(kind));
  const room = HEIGHT - GAP * (present.length - 1);
  // At least its own smallest height, so that one failure among hundreds of runs is still seen.
  const least = (kind: MarkKind) => Math.min(HEIGHTS[kind], room / present.length);
  const free = room - present.reduce((sum, kind) => sum + least(kind), 0);
  return present.map((kind) => ({ kind, height: least(kind) + free * (kinds.filter((other) => other === kind).length / kinds.length) }));
}

/** The strip for those who do not see it. */
export function stripSentence(slots: readonly Slot[], clock: (at: Date) => string): string {
  const first = slots[0];
  const last = slots.at(-1);
  if (!first || !last) return '';
  const kinds = slots.flatMap((slot) => slot.kinds);
  const words: [MarkKind, string][] = [
    ['new', 'with new items'], ['quiet', 'with nothing new'], ['failed', 'failed'], ['held', 'held'], ['running', 'running'], ['off', 'cut off or left out'],
  ];
  const counts = words.flatMap(([kind, word]) => {
    const count = kinds.filter((other) => other === kind).length;
    return count > 0 ? [`${count} ${word}`] : [];
  });
  const range = `Checks from ${clock(new Date(first.start))} to ${clock(new Date(last.start + QUARTER))}`;
  const gaps = unwatchedSpans(slots).map(({ at, length }) => {
    const start = first.start + at * QUARTER;
    return `Nothing was watching from ${clock(new Date(start))} to ${clock(new Date(start + length * QUARTER))}.`;
  });
  return [`${range}: ${counts.join(', ') || 'none'}.`, ...gaps].join(' ');
}
