// The JSON that a webhook gets, looked at while it is written: the engine judges it again when it is saved.
/** What can stand between braces, with what it becomes. */
export const PLACEHOLDERS: readonly { name: string; meaning: string }[] = [
  { name: 'title', meaning: 'the headline of the message' },
  { name: 'body', meaning: 'its text' },
  { name: 'job', meaning: 'the name of the job' },
  { name: 'platform', meaning: 'where it comes from' },
  { name: 'url', meaning: 'the link of the item, or of the first one' },
  { name: 'count', meaning: 'how many items it reports' },
  { name: 'kind', meaning: 'new_items, failure, recovery or test' },
  { name: 'items', meaning: 'the items, a line each' },
];

const MOST_PLACEHOLDERS = 100;
const MOST_BYTES = 16 * 1024;
const NAMES = new Set(PLACEHOLDERS.map(({ name }) => name));

/** Every text in a JSON value. */
function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(textsOf);
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : [];
}

/** What is wrong with a template, in a sentence; null for a good one, and for an empty one. */
export function templateFault(text: string): string | null {
  if (text.trim() === '') return null;
  if (new TextEncoder().encode(text).length > MOST_BYTES) return 'A template has at most 16 KiB.';
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (thrown) {
    return `This is not JSON: ${thrown instanceof Error ? thrown.message : 'it cannot be read'}.`;
  }
  const names = textsOf(value).flatMap((part) => [...part.matchAll(/\{(\w+)\}/gu)].map((match) => match[1] ?? ''));
  if (names.length > MOST_PLACEHOLDERS) return `A template has at most ${MOST_PLACEHOLDERS} placeholders.`;
  const unknown = names.find((name) => !NAMES.has(name));
  return unknown === undefined ? null : `There is no placeholder {${unknown}}.`;
}
