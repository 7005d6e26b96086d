// How much is kept, as one sets it and in words.
import type { FieldError } from '../bindings/FieldError';
import type { Retention } from '../bindings/Retention';
import { fullCount, plural } from '../format';
import type { NumberField } from '../jobs/schedule';

export const MOST_ITEMS = 1_000_000;
export const MOST_DAYS = 3_650;

export type KeepChoice = 'all' | 'items' | 'days' | 'both';

export const KEEP_CHOICES: readonly { value: KeepChoice; label: string }[] = [
  { value: 'all', label: 'Everything' },
  { value: 'items', label: 'The latest' },
  { value: 'days', label: 'Some days' },
  { value: 'both', label: 'Both limits' },
];

export interface KeepForm {
  choice: KeepChoice;
  items: NumberField;
  days: NumberField;
}

export function keepForm(retention: Retention | null): KeepForm {
  const { items = null, days = null } = retention ?? {};
  const choice = items !== null && days !== null ? 'both' : items !== null ? 'items' : days !== null ? 'days' : 'all';
  return { choice, items: items ?? 1_000, days: days ?? 365 };
}

const hasItems = (choice: KeepChoice) => choice === 'items' || choice === 'both';
const hasDays = (choice: KeepChoice) => choice === 'days' || choice === 'both';

export function retentionOf({ choice, items, days }: KeepForm): Retention {
  return { items: hasItems(choice) ? (items ?? null) : null, days: hasDays(choice) ? (days ?? null) : null };
}

const isWhole = (value: NumberField, most: number) => typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= most;

/** What the engine's numbers cannot hold. */
export function keepFaults({ choice, items, days }: KeepForm): FieldError[] {
  const faults: FieldError[] = [];
  if (hasItems(choice) && !isWhole(items, MOST_ITEMS)) faults.push({ field: 'retention.items', message: `This is a whole number from 1 to ${fullCount(MOST_ITEMS)}.` });
  if (hasDays(choice) && !isWhole(days, MOST_DAYS)) faults.push({ field: 'retention.days', message: `This is a whole number of days from 1 to ${fullCount(MOST_DAYS)}.` });
  return faults;
}

/** What stays, in a sentence or two. */
export function keepInWords({ items, days }: Retention): string {
  const limits = [
    ...(items === null ? [] : [items === 1 ? 'its latest item' : `its latest ${fullCount(items)} items`]),
    ...(days === null ? [] : [`what it found in the last ${days === 1 ? 'day' : plural(days, 'day', 'days')}`]),
  ];
  if (limits.length === 0) return 'Everything is kept.';
  const both = limits.length === 2 ? `${limits[0] ?? ''}, and of these only ${limits[1] ?? ''}` : (limits[0] ?? '');
  return `Each job keeps ${both}. What is starred or has a note stays in any case.`;
}
