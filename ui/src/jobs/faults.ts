// What was refused, at the fields it was refused for.
import type { FieldError } from '../bindings/FieldError';

/** The sentence about a field, its parts included (`filters.include` has `filters.include[0]`). */
export function faultAt(faults: readonly FieldError[], field: string): string | undefined {
  const concerns = (fault: FieldError) => [field, `${field}[`, `${field}.`].some((start, part) => (part === 0 ? fault.field === start : fault.field.startsWith(start)));
  return faults.find(concerns)?.message;
}
