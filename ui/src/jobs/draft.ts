// The form of a job: what stands in it, and what is sent when it is saved.
import type { Engagement } from '../bindings/Engagement';
import type { FieldError } from '../bindings/FieldError';
import type { FilterRule } from '../bindings/FilterRule';
import type { Filters } from '../bindings/Filters';
import type { Job } from '../bindings/Job';
import type { JobPatch } from '../bindings/JobPatch';
import type { NewJob } from '../bindings/NewJob';
import type { OptionAbout } from '../bindings/OptionAbout';
import { keepFaults, keepForm, retentionOf, type KeepForm } from '../storage/keep';
import { NO_ENGAGEMENT, isEmpty, parseLanguages } from './filters';
import { allValues, differing, type Chosen } from './options';
import { kindOf, type Kind } from './readings';
import { scheduleFaults, scheduleForm, scheduleOf } from './schedule';
import type { NumberField, ScheduleForm } from './schedule';

export interface Draft {
  target: string;
  /** Which reading of the target is meant: that of the job, or one that was chosen. */
  choice: Kind | null;
  /** What was chosen beyond the address. A target takes of it what it has. */
  options: Chosen;
  name: string;
  folder: string;
  schedule: ScheduleForm;
  notifyNew: boolean;
  notifyFailure: boolean;
  include: FilterRule[];
  exclude: FilterRule[];
  languages: string;
  min: Record<keyof Engagement, NumberField>;
  maxItems: NumberField;
  maxRuns: NumberField;
  /** The last day on which it runs, as YYYY-MM-DD; empty for no end. */
  lastDay: string;
  /** Where its mail goes; empty for where the settings say. */
  email: string;
  /** Whether it keeps as much as `keep` says, and not what the settings say. */
  ownKeep: boolean;
  keep: KeepForm;
}

const DEFAULT_ITEMS = 50;

/** A new job's form, or that of an existing one. */
export function draftOf(job: Job | null, target = '', now = new Date()): Draft {
  return {
    target: job?.target_url ?? target,
    choice: job ? kindOf(job) : null,
    options: { ...job?.options },
    name: job?.name ?? '',
    folder: job?.folder ?? '',
    schedule: scheduleForm(job, now),
    notifyNew: job?.notify_on_new_content ?? true,
    notifyFailure: job?.notify_on_failure ?? true,
    include: job?.filters?.include ?? [],
    exclude: job?.filters?.exclude ?? [],
    languages: job?.filters?.languages.join(', ') ?? '',
    min: { ...(job?.filters?.min ?? NO_ENGAGEMENT) },
    maxItems: job?.max_items_per_run ?? DEFAULT_ITEMS,
    maxRuns: job?.max_runs ?? null,
    lastDay: job?.expires_at ? dayBefore(job.expires_at) : '',
    email: job?.notification_email ?? '',
    ownKeep: (job?.retention ?? null) !== null,
    keep: keepForm(job?.retention ?? null),
  };
}

/** Null where nothing is filtered. */
export function filtersOf(draft: Draft): Filters | null {
  const min: Engagement = { ...NO_ENGAGEMENT };
  for (const count of Object.keys(min) as (keyof Engagement)[]) min[count] = draft.min[count] ?? null;
  const filters: Filters = {
    include: [...draft.include], exclude: [...draft.exclude], languages: parseLanguages(draft.languages), min,
  };
  return isEmpty(filters) ? null : filters;
}

/** What is sent for a new job whose target has these options. What was left empty is left to the engine. */
export function newJobOf(draft: Draft, options: readonly OptionAbout[] = []): NewJob {
  const { frequency, interval_minutes, schedule } = scheduleOf(draft.schedule);
  const job: NewJob = {
    target_url: draft.target.trim(),
    options: differing(options, draft.options),
    frequency,
    schedule,
    notify_on_new_content: draft.notifyNew,
    notify_on_failure: draft.notifyFailure,
    max_items_per_run: draft.maxItems ?? DEFAULT_ITEMS,
  };
  if (draft.choice) Object.assign(job, draft.choice);
  if (draft.name.trim()) job.name = draft.name.trim();
  if (draft.folder.trim()) job.folder = draft.folder.trim();
  if (interval_minutes !== null) job.interval_minutes = interval_minutes;
  const filters = filtersOf(draft);
  if (filters) job.filters = filters;
  if (draft.lastDay) job.expires_at = endOf(draft.lastDay);
  if (typeof draft.maxRuns === 'number') job.max_runs = draft.maxRuns;
  if (draft.email.trim()) job.notification_email = draft.email.trim();
  if (draft.ownKeep) job.retention = retentionOf(draft.keep);
  return job;
}

/** Only what differs from the form as it was opened: what others changed meanwhile stays. */
export function patchOf(draft: Draft, opened: Draft, options: readonly OptionAbout[] = []): JobPatch {
  const before = newJobOf(opened, options);
  const after = newJobOf(draft, options);
  const patch: JobPatch = {};
  const differs = (key: keyof NewJob) => JSON.stringify(before[key]) !== JSON.stringify(after[key]);
  if (differs('target_url')) patch.target_url = after.target_url;
  // Without a choice the engine keeps to the reading of the job.
  const isOther = draft.choice !== null && (differs('platform') || differs('target_type'));
  if (isOther) Object.assign(patch, draft.choice);
  // Another target starts with the defaults, so what is to be otherwise goes along.
  const startsAnew = isOther || differs('target_url');
  if (differs('options') || (startsAnew && Object.keys(after.options ?? {}).length > 0)) patch.options = allValues(options, draft.options);
  if (differs('name')) patch.name = draft.name.trim();
  if (differs('folder')) patch.folder = after.folder ?? null;
  if (differs('frequency') || differs('schedule') || differs('interval_minutes')) {
    const { frequency, interval_minutes, schedule } = scheduleOf(draft.schedule);
    Object.assign(patch, { frequency, interval_minutes, schedule });
  }
  if (differs('max_items_per_run')) patch.max_items_per_run = draft.maxItems ?? DEFAULT_ITEMS;
  if (differs('filters')) patch.filters = after.filters ?? null;
  if (differs('expires_at')) patch.expires_at = after.expires_at ?? null;
  if (differs('max_runs')) patch.max_runs = after.max_runs ?? null;
  if (differs('notify_on_new_content')) patch.notify_on_new_content = draft.notifyNew;
  if (differs('notify_on_failure')) patch.notify_on_failure = draft.notifyFailure;
  if (differs('notification_email')) patch.notification_email = after.notification_email ?? null;
  if (differs('retention')) patch.retention = after.retention ?? null;
  return patch;
}

const isCount = (value: NumberField) => value === null || value === undefined || (Number.isInteger(value) && value >= 0);

/** What cannot be sent at all: the engine judges everything that it can be asked. */
export function draftFaults(draft: Draft): FieldError[] {
  const faults = scheduleFaults(draft.schedule);
  const whole = (field: string, value: NumberField, most: number, message: string) => {
    if (!isCount(value) || (value ?? 0) > most) faults.push({ field, message });
  };
  whole('max_items_per_run', draft.maxItems, 1000, 'At least 1 and at most 1000 items can be taken in one run.');
  whole('max_runs', draft.maxRuns, 4_294_967_295, 'A run limit is a whole number of at least 1.');
  for (const [count, value] of Object.entries(draft.min)) {
    whole(`filters.min.${count}`, value, Number.MAX_SAFE_INTEGER, 'This is a whole number, or empty for any.');
  }
  return draft.ownKeep ? [...faults, ...keepFaults(draft.keep)] : faults;
}

/** The moment at which a last day is over, here. */
function endOf(day: string): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(year, month - 1, date + 1).toISOString();
}

/** The last whole day before a moment, as a date field writes it. */
function dayBefore(moment: string): string {
  const at = new Date(Date.parse(moment) - 1);
  const two = (number: number) => String(number).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}
