// The runs that Activity shows: pages of the chosen kind, and those of the last twelve hours.
import { api, type ApiError } from '../../api';
import type { Run } from '../../bindings/Run';
import type { RunId } from '../../bindings/RunId';
import type { RunKind } from '../../bindings/RunKind';
import type { RunQuery } from '../../bindings/RunQuery';
import { coalesce } from '../../state/coalesce';
import { asError } from '../../state/errors';
import type { EngineEvent } from '../../state/live.svelte';
import { PAGE, appended, mergeTop, ofStrip } from './pages';
import { SPAN, stripEnd } from './strip';

/** So many pages at most for the strip; what is older stays undrawn. */
const STRIP_PAGES = 10;

export class RunLog {
  list: Run[] = $state.raw([]);
  total = $state(0);
  loaded = $state(false);
  error: ApiError | null = $state.raw(null);
  #query: RunQuery = {};
  #generation = 0;
  #isFetching = false;

  /** Shows the runs of a kind in which the words occur. */
  async show(kind: RunKind | null, search: string): Promise<void> {
    this.#query = { ...(kind && { kind }), ...(search && { search }) };
    this.#generation += 1;
    this.loaded = false;
    await this.#first([]);
  }

  retry = (): Promise<void> => this.#first([]);

  /** Fetches the page that follows. */
  async more(): Promise<void> {
    if (this.#isFetching || !this.loaded || this.list.length >= this.total) return;
    this.#isFetching = true;
    const mine = this.#generation;
    try {
      const page = await api.listRuns({ ...this.#query, skip: this.list.length, limit: PAGE });
      if (mine !== this.#generation) return;
      this.list = appended(this.list, page.items);
      // A page that brings nothing is the end, whatever was counted.
      this.total = page.items.length === 0 ? this.list.length : page.total;
    } catch (thrown) {
      if (mine === this.#generation) this.error = asError(thrown);
    } finally {
      this.#isFetching = false;
    }
  }

  async #first(known: readonly Run[], ended: readonly RunId[] = []): Promise<void> {
    const mine = this.#generation;
    try {
      const page = await api.listRuns({ ...this.#query, limit: PAGE });
      if (mine !== this.#generation) return;
      const list = mergeTop(known, page.items);
      this.total = page.total;
      this.list = list;
      this.loaded = true;
      this.error = null;
      // A long run may have ended far below the first page.
      for (const id of ended) {
        const stale = list.find((run) => run.id === id && run.status === 'in_progress');
        if (stale) this.put(await api.getRun(id));
      }
    } catch (thrown) {
      if (mine === this.#generation) this.error = asError(thrown);
    }
  }

  put(run: Run): void {
    this.list = this.list.map((other) => (other.id === run.id ? run : other));
  }

  readonly #changed = coalesce<RunId | null>(async (ids) => {
    if (this.loaded) await this.#first(this.list, ids.filter((id) => id !== null));
  }, 400);

  take(event: EngineEvent): void {
    if (isOfRuns(event)) this.#changed(event.event === 'run_finished' ? event.run_id : null);
  }
}

function isOfRuns({ event }: EngineEvent): boolean {
  return event === 'run_started' || event === 'run_finished' || event === 'store_changed' || event === 'job_deleted';
}

/** The runs of the strip. It is an extra: where it cannot be read, the table says why. */
export class StripRuns {
  list: Run[] = $state.raw([]);
  loaded = $state(false);

  async read(): Promise<void> {
    const begin = stripEnd(Date.now()) - SPAN;
    try {
      // A gap that began before the strip is only among the skipped ones.
      const { items: skipped } = await api.listRuns({ kind: 'skipped', limit: PAGE });
      let all = skipped;
      for (let skip = 0; skip < STRIP_PAGES * PAGE; skip += PAGE) {
        const { items, total } = await api.listRuns({ skip, limit: PAGE });
        all = ofStrip(all, items, begin);
        const last = items.at(-1);
        if (!last || Date.parse(last.start_time) < begin || skip + PAGE >= total) break;
      }
      this.list = all;
      this.loaded = true;
    } catch {
      this.loaded = false;
    }
  }

  async #top(): Promise<void> {
    try {
      const { items } = await api.listRuns({ limit: PAGE });
      this.list = ofStrip(this.list, items, stripEnd(Date.now()) - SPAN);
    } catch {
      // The next event asks again.
    }
  }

  readonly #changed = coalesce<null>(() => this.#top(), 400);

  take(event: EngineEvent): void {
    if (isOfRuns(event) && this.loaded) this.#changed(null);
  }
}
