// Quiet hours in words, and what is wrong with those that are none.
import { expect, test } from 'vitest';

import { useManner } from '../format';
import { A_NIGHT, daysInWords, spanFaults, spanInWords, spansOf } from './quiet';

useManner({ locale: 'en-GB', timeZone: 'UTC' });

test('days that belong together are said together', () => {
  expect(daysInWords([7, 6, 5, 4, 3, 2, 1], 'en')).toBe('every day');
  expect(daysInWords([1, 2, 3, 4, 5], 'en')).toBe('Monday to Friday');
  expect(daysInWords([6, 7], 'en')).toBe('Saturday and Sunday');
  expect(daysInWords([3, 1], 'en')).toBe('Monday and Wednesday');
});

test('a span that ends the next day says so where its day matters', () => {
  expect(spanInWords(A_NIGHT)).toBe('From 22:00 to 07:00, every day');
  expect(spanInWords({ weekdays: [6, 7], from: '23:00', until: '10:00' })).toMatch(/^From 23:00 to 10:00 the next day, /);
  expect(spanInWords({ weekdays: [6], from: '13:00', until: '15:00' })).toMatch(/^From 13:00 to 15:00, /);
});

test('times are sent as HH:MM, days in order', () => {
  expect(spansOf([{ weekdays: [5, 1], from: '9', until: '1730' }])).toEqual([{ weekdays: [1, 5], from: '09:00', until: '17:30' }]);
});

test('what is no span is told at its field', () => {
  expect(spanFaults([A_NIGHT])).toEqual([]);
  expect(spanFaults([A_NIGHT, { weekdays: [], from: '25:00', until: '' }]).map(({ field }) => field)).toEqual([
    'quiet_hours[1].weekdays', 'quiet_hours[1].from', 'quiet_hours[1].until',
  ]);
});
