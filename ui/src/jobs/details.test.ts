// The copied details of a run hold what helps, and no empty lines.
import { expect, test } from 'vitest';

import { detailsText } from './details';
import { faultAt } from './faults';
import { aJob, aRun } from './testing';

test('names the job, the result and the codes, and leaves out what is not known', () => {
  const text = detailsText(aRun({ status: 'failed', outcome: null, error_code: 'timeout', error_message: 'It took too long. It is tried again.', http_status: null }), aJob());
  expect(text).toContain('Job: Harbour notices');
  expect(text).toContain('Status: failed, timeout');
  expect(text).toContain('Details: It took too long. It is tried again.');
  expect(text).not.toMatch(/HTTP|Tried again:|null|undefined/u);
});

test('a sentence about a part of a field is shown at the field', () => {
  const faults = [{ field: 'filters.include[2]', message: 'The pattern is not valid.' }];
  expect(faultAt(faults, 'filters.include')).toBe('The pattern is not valid.');
  expect(faultAt(faults, 'filters.exclude')).toBeUndefined();
});
