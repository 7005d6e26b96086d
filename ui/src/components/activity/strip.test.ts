// The strip of the last twelve hours: its slots, its hatch, its marks.
import { describe, expect, it } from 'vitest';

import type { Run } from '../../bindings/Run';
import { HEIGHT, hoursOf, segmentsOf, slotsOf, stripSentence, unwatchedSpans } from './strip';

const now = new Date('2026-03-10T12:05:00Z');
const run = (at: string, given: Partial<Run> = {}) =>
  ({ start_time: `2026-03-10T${at}:00Z`, end_time: null, status: 'completed', outcome: 'nothing_new', new_items_downloaded: 0, ...given }) as Run;
const missed = (from: string, to: string) => run(from, { status: 'skipped', outcome: 'missed', end_time: `2026-03-10T${to}:00Z` });
const clock = (at: Date) => at.toISOString().slice(11, 16);

describe('the slots of the strip', () => {
  it('end with the quarter of an hour that it is', () => {
    const slots = slotsOf([], now);
    expect(slots).toHaveLength(48);
    expect(clock(new Date(slots.at(-1)?.start ?? 0))).toBe('12:00');
    expect(clock(new Date(slots[0]?.start ?? 0))).toBe('00:15');
  });

  it('hold the runs that began in them, in their order, whatever order they come in', () => {
    const slots = slotsOf([run('11:59', { status: 'failed' }), run('11:45', { new_items_downloaded: 3 })], now);
    expect(slots.at(-2)?.kinds).toEqual(['new', 'failed']);
  });

  it('leave out what is older than the strip', () => {
    expect(slotsOf([run('00:10')], now).every((slot) => slot.kinds.length === 0)).toBe(true);
  });
});

describe('where nothing was watching', () => {
  it('is the time that missed checks cover together', () => {
    const slots = slotsOf([missed('02:00', '04:00'), missed('03:30', '05:00')], now);
    expect(unwatchedSpans(slots)).toEqual([{ at: 7, length: 12 }]);
    expect(stripSentence(slots, clock)).toContain('Nothing was watching from 02:00 to 05:00.');
  });

  it('begins before the strip where the gap is longer than it', () => {
    const gap = { ...missed('00:00', '02:00'), start_time: '2026-03-09T20:00:00Z' };
    expect(unwatchedSpans(slotsOf([gap], now))).toEqual([{ at: 0, length: 7 }]);
  });

  it('is the time of an outage of the network too, where it is known how long that was', () => {
    const outage = { ...missed('02:00', '04:00'), outcome: 'offline' as const };
    expect(unwatchedSpans(slotsOf([outage], now))).toEqual(unwatchedSpans(slotsOf([missed('02:00', '04:00')], now)));
    const moment = slotsOf([{ ...outage, end_time: null }], now);
    expect([unwatchedSpans(moment), moment.flatMap(({ kinds }) => kinds)]).toEqual([[], ['off']]);
  });

  it('is not where a run took place, whatever another job missed', () => {
    const slots = slotsOf([missed('02:00', '03:00'), run('02:20')], now);
    expect(unwatchedSpans(slots)).toEqual([{ at: 7, length: 1 }, { at: 9, length: 2 }]);
  });
});

describe('the marks of a slot', () => {
  it('are one per run while they fit', () => {
    expect(segmentsOf(['quiet', 'new'])).toEqual([{ kind: 'quiet', height: 4 }, { kind: 'new', height: 9 }]);
  });

  it('are half as tall where they would not fit', () => {
    expect(segmentsOf(['new', 'new', 'new', 'new', 'new'])).toEqual(Array.from({ length: 5 }, () => ({ kind: 'new', height: 4.5 })));
  });

  it('become one block per kind, and a single failure stays as tall as it is alone', () => {
    const many = segmentsOf([...Array.from({ length: 400 }, () => 'quiet' as const), 'failed']);
    expect(many.map(({ kind }) => kind)).toEqual(['quiet', 'failed']);
    expect(many[1]?.height).toBeGreaterThanOrEqual(13);
    expect(many.reduce((sum, { height }) => sum + height, 2)).toBeCloseTo(HEIGHT);
  });
});

describe('the strip in words', () => {
  it('counts what there was and says when there was nothing', () => {
    expect(stripSentence(slotsOf([], now), clock)).toBe('Checks from 00:15 to 12:15: none.');
    expect(stripSentence(slotsOf([run('10:00'), run('10:01', { new_items_downloaded: 1 })], now), clock))
      .toBe('Checks from 00:15 to 12:15: 1 with new items, 1 with nothing new.');
  });
});

describe('the hours below the strip', () => {
  it('are the even ones', () => {
    expect(hoursOf(now, (at) => at.getUTCHours()).map(({ at }) => clock(new Date(at)))).toEqual(['02:00', '04:00', '06:00', '08:00', '10:00']);
  });

  it('are those of the chosen clock, also where that is a quarter off', () => {
    const nepal = (at: Date) => new Date(at.getTime() + 345 * 60_000).getUTCHours();
    expect(hoursOf(now, nepal).map(({ at }) => clock(new Date(at)))[0]).toBe('00:15');
  });
});
