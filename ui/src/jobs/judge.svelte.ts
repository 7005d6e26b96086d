// What filters would tell: of a stored job over what it kept, else of the items of a preview.
import { api, type ApiError } from '../api';
import type { BackTest } from '../bindings/BackTest';
import type { FieldError } from '../bindings/FieldError';
import type { Filters } from '../bindings/Filters';
import type { JobId } from '../bindings/JobId';
import type { Preview } from '../bindings/Preview';
import type { PreviewItem } from '../bindings/PreviewItem';
import { asError } from '../state/errors';
import { NO_FILTERS, verdict, type Verdict } from './filters';
import { latest } from './latest';

/** So far back a stored job is looked at. */
export const BACK_TEST_DAYS = 7;

const keyOf = (filters: Filters | null) => JSON.stringify(filters ?? NO_FILTERS);
const said = (isTold: boolean, reason: string | null): Verdict => ({ notifies: isTold, words: isTold ? 'Would notify' : 'Would not notify', reason });

export class Judge {
  /** What the filters would have told of the items that are kept. */
  test: BackTest | null = $state.raw(null);
  testError: ApiError | null = $state.raw(null);
  isAsking = $state(false);
  /** What the engine said of the items of a preview, under which filters. */
  #told: { key: string; items: Readonly<Record<string, Verdict>> } = $state.raw({ key: '', items: {} });
  #asked = '';
  readonly #refuse: (faults: readonly FieldError[]) => void;

  /** `refuse` gets what is wrong with the filters, each at its field. */
  constructor(refuse: (faults: readonly FieldError[]) => void) {
    this.#refuse = refuse;
  }

  /** Whether these are other filters than those that were asked about last; from then on they are not. */
  isOther(filters: Filters | null): boolean {
    const isOther = this.#asked !== keyOf(filters);
    this.#asked = keyOf(filters);
    return isOther;
  }

  /** Takes what the engine said along with a preview. */
  take(items: readonly PreviewItem[], filters: Filters | null): void {
    this.#told = { key: keyOf(filters), items: Object.fromEntries(items.flatMap(({ external_id, is_told, reason }) => (typeof is_told === 'boolean' ? [[external_id, said(is_told, reason)] as const] : []))) };
  }

  /** Whether an item would be told under these filters, and why. */
  of(item: PreviewItem & { id?: number }, filters: Filters | null): Verdict {
    const kept = item.id === undefined || this.isAsking ? undefined : this.test?.latest.find(({ item_id }) => item_id === item.id);
    if (kept) return said(kept.is_told, kept.reason);
    const told = this.#told.key === keyOf(filters) ? this.#told.items[item.external_id] : undefined;
    return told ?? verdict(item, filters ?? NO_FILTERS);
  }

  /** Asks what the filters would have told of what a job kept. */
  backTest(job: JobId, filters: Filters | null): void {
    this.isAsking = true;
    this.#test.ask({ job, filters: filters ?? NO_FILTERS });
  }

  /** Asks a preview again where the window cannot tell by itself; what it shows stays. */
  retell(items: readonly PreviewItem[], filters: Filters | null, look: (filters: Filters) => Promise<Preview>): void {
    this.#tell.drop();
    if (filters && items.some((item) => this.of(item, filters).notifies === 'unknown')) this.#tell.ask({ filters, look });
  }

  /** Ends all waiting. */
  close(): void {
    this.isAsking = false;
    this.#test.drop();
    this.#tell.drop();
  }

  #fail(thrown: unknown): ApiError | null {
    const error = asError(thrown);
    const faults = error.fields.filter(({ field }) => field.startsWith('filters'));
    if (faults.length === 0) return error;
    this.#refuse(faults);
    return null;
  }

  readonly #test = latest(({ job, filters }: { job: JobId; filters: Filters }) => api.backTest(job, filters, BACK_TEST_DAYS), 300, {
    answer: (test) => { Object.assign(this, { test, testError: null, isAsking: false }); },
    failure: (thrown) => { Object.assign(this, { test: null, testError: this.#fail(thrown), isAsking: false }); },
  });

  // After a longer rest than a look by itself: it asks somebody's server only for the sake of a filter.
  readonly #tell = latest(({ filters, look }: { filters: Filters; look: (filters: Filters) => Promise<Preview> }) => look(filters), 900, {
    answer: (found, { filters }) => { this.take(found.items, filters); },
    failure: (thrown) => { this.#fail(thrown); },
  });
}
