// Filter rules as one types them, and whether an item of a preview would notify.
import type { Engagement } from '../bindings/Engagement';
import type { FilterRule } from '../bindings/FilterRule';
import type { Filters } from '../bindings/Filters';
import type { PreviewItem } from '../bindings/PreviewItem';
import { fullCount } from '../format';

/** `unknown`: only the engine can tell. */
export interface Verdict {
  notifies: boolean | 'unknown';
  words: string;
  /** Why, in a sentence, where the engine said so. */
  reason?: string | null;
}

/** A word, or a pattern between slashes; null for nothing. */
export function parseRule(text: string): FilterRule | null {
  const trimmed = text.trim();
  if (!trimmed) return null;
  const pattern = /^\/(.+)\/$/u.exec(trimmed)?.[1];
  return pattern ? { kind: 'regex', value: pattern } : { kind: 'word', value: trimmed };
}

/** A rule as one would type it. */
export function showRule(rule: FilterRule): string {
  return rule.kind === 'regex' ? `/${rule.value}/` : rule.value;
}

export function isSameRule(a: FilterRule, b: FilterRule): boolean {
  return a.kind === b.kind && a.value.toLocaleLowerCase() === b.value.toLocaleLowerCase();
}

const WORD_CHAR = String.raw`[\p{L}\p{M}\p{N}_]`;

/** Whether a rule finds an item; undefined for a pattern: only the engine knows its own rules for those. */
function finds(rule: FilterRule, item: Pick<PreviewItem, 'title' | 'text'>): boolean | undefined {
  if (rule.kind === 'regex') return undefined;
  const word = rule.value.replace(/[\\^$.*+?()[\]{}|/]/gu, String.raw`\$&`);
  const pattern = new RegExp(`(?:^|(?!${WORD_CHAR})[^])${word}(?:$|(?!${WORD_CHAR})[^])`, 'iu');
  return [item.title ?? '', item.text].some((text) => pattern.test(text));
}

const COUNTS: [keyof Engagement, string][] = [
  ['likes', 'likes'], ['reposts', 'reposts'], ['replies', 'replies'], ['views', 'views'],
];

const UNTRIED: Verdict = { notifies: 'unknown', words: 'Not known before it is asked' };

/** Whether a new item like this one would notify, and why not. */
export function verdict(item: PreviewItem, filters: Filters): Verdict {
  // Which language an item has, only the engine finds out.
  let isUncertain = filters.languages.length > 0;
  for (const rule of filters.exclude) {
    const found = finds(rule, item);
    if (found) return { notifies: false, words: `Excluded by “${showRule(rule)}”` };
    if (found === undefined) isUncertain = true;
  }
  for (const [count, word] of COUNTS) {
    const least = filters.min[count];
    if (least !== null && (item.engagement[count] ?? 0) < least) {
      return { notifies: false, words: `Fewer than ${fullCount(least)} ${word}` };
    }
  }
  if (filters.include.length > 0) {
    const found = filters.include.map((rule) => finds(rule, item));
    if (!found.includes(true)) return found.includes(undefined) ? UNTRIED : { notifies: false, words: 'No match' };
  }
  return isUncertain ? UNTRIED : { notifies: true, words: 'Would notify' };
}

export const NO_ENGAGEMENT: Engagement = { likes: null, reposts: null, replies: null, views: null };

export const NO_FILTERS: Filters = { include: [], exclude: [], languages: [], min: NO_ENGAGEMENT };

/** Whether there is anything to filter by. */
export function isEmpty(filters: Filters): boolean {
  return filters.include.length + filters.exclude.length + filters.languages.length === 0
    && COUNTS.every(([count]) => filters.min[count] === null);
}

/** Language tags out of "en, de"; case and order do not matter to the engine. */
export function parseLanguages(text: string): string[] {
  const tags = text.split(/[\s,;]+/u).map((tag) => tag.toLowerCase()).filter(Boolean);
  return [...new Set(tags)];
}
