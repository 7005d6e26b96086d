// The job form at work: what the target is, what it lately held, and saving.
import { api, type ApiError } from '../api';
import type { FieldError } from '../bindings/FieldError';
import type { Job } from '../bindings/Job';
import type { PreviewItem } from '../bindings/PreviewItem';
import type { Recognised } from '../bindings/Recognised';
import type { Recognition } from '../bindings/Recognition';
import { asError } from '../state/errors';
import { jobs } from '../state/jobs.svelte';
import { draftFaults, draftOf, newJobOf, patchOf, type Draft } from './draft';
import { latest } from './latest';

export type TargetState = 'empty' | 'asking' | 'recognised' | 'refused';
export type PreviewState = 'none' | 'asking' | 'ready' | 'failed';

const PREVIEW_ITEMS = 5;
const MOST_NAME = 200;

export class Editor {
  /** The job that is edited; null for a new one. */
  readonly job: Job | null;
  readonly #opened: Draft;
  draft: Draft = $state() as Draft;

  target: TargetState = $state('empty');
  targetError: string | null = $state(null);
  recognition: Recognition | null = $state.raw(null);
  /** The reading that is meant: the best one, or the one chosen. */
  reading: Recognised | null = $state.raw(null);

  preview: PreviewState = $state('none');
  previewError: ApiError | null = $state.raw(null);
  previewWarnings: readonly string[] = $state.raw([]);
  items: readonly PreviewItem[] = $state.raw([]);

  faults: readonly FieldError[] = $state.raw([]);
  saveError: string | null = $state(null);
  isSaving = $state(false);
  /** Once the user has named it, nothing else does. */
  isNamed = $state(false);

  constructor(job: Job | null, target = '', like: Job | null = null) {
    this.job = job;
    const draft = draftOf(job ?? like, target);
    if (like) Object.assign(draft, { name: '', target: target || like.target_url });
    this.#opened = draft;
    this.draft = structuredClone(draft);
    this.isNamed = job !== null;
    if (job) void this.#readKept(job);
    if (draft.target) this.#lookAt(draft.target);
  }

  /** Whether a stored job would watch something else. */
  get isRetargeted(): boolean {
    return this.job !== null && this.reading !== null && this.reading.target_url !== this.job.target_url;
  }

  get isChanged(): boolean {
    return this.job === null || Object.keys(patchOf(this.draft, this.#opened)).length > 0;
  }

  /** Whether the user entered anything that closing would lose; what was filled in by itself is no loss. */
  get isTouched(): boolean {
    const name = this.isNamed || this.job ? this.draft.name : this.#opened.name;
    return this.draft.choice !== null || Object.keys(patchOf({ ...this.draft, name }, this.#opened)).length > 0;
  }

  /** Other jobs that watch the same already. */
  get watching(): Job[] {
    return (this.recognition?.existing_job_ids ?? []).filter((id) => id !== this.job?.id).flatMap((id) => jobs.get(id) ?? []);
  }

  /** The user typed or pasted in the target field. */
  type(text: string): void {
    this.draft.target = text;
    this.draft.choice = null;
    this.faults = this.faults.filter(({ field }) => field !== 'target_url');
    this.#lookAt(text);
  }

  /** Takes another reading of the same text. */
  choose(reading: Recognised): void {
    this.reading = reading;
    // A change of a job names its target only; the reading goes by its own address.
    if (this.job) this.draft.target = reading.target_url;
    else this.draft.choice = { platform: reading.platform, target_type: reading.target_type };
    this.#look();
  }

  rename(name: string): void {
    this.draft.name = name;
    this.isNamed = name.trim() !== '';
  }

  /** Asks for the latest items once more. */
  retry(): void {
    this.#look();
  }

  /** Saves; null when something was refused, which is told at its fields. */
  async save(): Promise<Job | null> {
    if (this.isSaving) return null;
    this.saveError = null;
    this.faults = draftFaults(this.draft);
    if (this.draft.target.trim() === '') this.faults = [{ field: 'target_url', message: 'Paste a link to watch.' }, ...this.faults];
    if (this.faults.length > 0) return null;
    this.isSaving = true;
    try {
      const draft = $state.snapshot(this.draft) as Draft;
      const saved = this.job ? await api.changeJob(this.job.id, patchOf(draft, this.#opened)) : await api.createJob(newJobOf(draft));
      jobs.put(saved);
      return saved;
    } catch (thrown) {
      const error = asError(thrown);
      this.faults = error.fields;
      // With fields, each sentence stands at its own.
      this.saveError = error.fields.length > 0 ? 'This was not saved: some fields need a change.' : error.message;
      return null;
    } finally {
      this.isSaving = false;
    }
  }

  /** Ends all waiting. */
  close(): void {
    this.#recognise.drop();
    this.#fetch.drop();
  }

  #lookAt(text: string): void {
    this.targetError = null;
    if (text.trim() === '') {
      this.close();
      Object.assign(this, { target: 'empty', recognition: null, reading: null, preview: 'none', items: [] });
      return;
    }
    this.target = 'asking';
    this.#recognise.ask(text.trim());
  }

  /** Fetches what the reading holds; a stored job's own target shows what was kept of it. */
  #look(): void {
    this.#fetch.drop();
    if (!this.reading) return;
    if (this.job && !this.isRetargeted) {
      void this.#readKept(this.job);
      return;
    }
    Object.assign(this, { preview: 'asking', previewError: null, previewWarnings: [], items: [] });
    this.#fetch.ask(this.reading.target_url);
  }

  async #readKept(job: Job): Promise<void> {
    try {
      const { items } = await api.listItems({ job_id: job.id, limit: PREVIEW_ITEMS });
      if (this.isRetargeted) return;
      Object.assign(this, { items, preview: 'ready', previewError: null, previewWarnings: [] });
    } catch (thrown) {
      Object.assign(this, { preview: 'failed', previewError: asError(thrown) });
    }
  }

  readonly #recognise = latest((text: string) => api.recogniseTarget(text), 150, {
    answer: (found) => {
      const before = this.reading?.target_url;
      Object.assign(this, { target: 'recognised', recognition: found, reading: found });
      if (found.target_url !== before || this.preview === 'none') this.#look();
    },
    failure: (thrown) => {
      const error = asError(thrown);
      this.#fetch.drop();
      Object.assign(this, {
        target: 'refused', recognition: null, reading: null, preview: 'none', items: [],
        targetError: error.fields[0]?.message ?? error.message,
      });
    },
  });

  // Longer than a pause between two keys: each look asks somebody's server.
  readonly #fetch = latest((address: string) => api.previewTarget(address, PREVIEW_ITEMS), 350, {
    answer: (found) => {
      Object.assign(this, { preview: 'ready', items: found.items, previewWarnings: found.warnings });
      if (!this.isNamed) this.draft.name = (found.title ?? found.display).slice(0, MOST_NAME);
    },
    failure: (thrown) => {
      Object.assign(this, { preview: 'failed', previewError: asError(thrown) });
    },
  });
}
