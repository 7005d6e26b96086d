// For how long a job can be muted, and how it is said.
import { expect, test } from 'vitest';

import { useManner } from '../format';
import { muteChoices, muteInWords } from './mute';

useManner({ locale: 'en-GB', timeZone: 'UTC' });
const now = new Date('2026-03-02T13:00:00Z');

test('an hour, the next morning of the zone, a week, or no end', () => {
  expect(muteChoices(now, 'Asia/Tokyo')).toEqual([
    { label: 'For an hour', mute: { until: '2026-03-02T14:00:00.000Z' } },
    { label: 'Until tomorrow morning', mute: { until: '2026-03-02T22:00:00.000Z' } },
    { label: 'For a week', mute: { until: '2026-03-09T13:00:00.000Z' } },
    { label: 'Until I end it', mute: { until: null } },
  ]);
});

test('its end is said as near as it is', () => {
  expect(muteInWords({ until: '2026-03-02T14:00:00Z' }, now)).toBe('Muted until 14:00');
  expect(muteInWords({ until: '2026-03-03T07:00:00Z' }, now)).toBe('Muted until Tue 07:00');
  expect(muteInWords({ until: null }, now)).toBe('Muted');
});
