// The job form at work: what the target is, what it lately held, and saving.
import { api, type ApiError } from '../api';
import type { FieldError } from '../bindings/FieldError';
import type { Job } from '../bindings/Job';
import type { OptionAbout } from '../bindings/OptionAbout';
import type { PreviewItem } from '../bindings/PreviewItem';
import type { Recognised } from '../bindings/Recognised';
import type { Recognition } from '../bindings/Recognition';
import { asError } from '../state/errors';
import { jobs } from '../state/jobs.svelte';
import { platforms } from '../state/platforms.svelte';
import { draftFaults, draftOf, newJobOf, patchOf, type Draft } from './draft';
import { latest } from './latest';
import { differing, optionsOf, type Chosen } from './options';

export type TargetState = 'empty' | 'asking' | 'recognised' | 'refused';
export type PreviewState = 'none' | 'asking' | 'ready' | 'failed';

/** What a preview is asked of. */
interface Sight {
  reading: Recognised;
  options: Chosen;
}

const PREVIEW_ITEMS = 5;
const MOST_NAME = 200;

/** The best reading, then the others. */
const allOf = (found: Recognition | null): readonly Recognised[] => (found ? [found, ...found.alternatives] : []);

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

  /** The readings to choose from. A change of a job names an address only, so each address has one. */
  get readings(): readonly Recognised[] {
    const all = allOf(this.recognition);
    return this.job ? all.filter((reading) => reading === this.#taken(all, reading.target_url)) : all;
  }

  /** What can be chosen for what is watched. */
  get options(): readonly OptionAbout[] {
    return optionsOf(platforms.list, this.reading ?? this.job);
  }

  /** Whether a stored job would read something else of the same target. */
  get isReoptioned(): boolean {
    return this.job !== null && !this.isRetargeted && patchOf(this.draft, this.#opened, this.options).options !== undefined;
  }

  /** Whether what a stored job has found so far says nothing about what it would find. */
  get startsAnew(): boolean {
    return this.isRetargeted || this.isReoptioned;
  }

  get isChanged(): boolean {
    return this.job === null || Object.keys(patchOf(this.draft, this.#opened, this.options)).length > 0;
  }

  /** Whether the user entered anything that closing would lose; what was filled in by itself is no loss. */
  get isTouched(): boolean {
    const name = this.isNamed || this.job ? this.draft.name : this.#opened.name;
    return this.draft.choice !== null || Object.keys(patchOf({ ...this.draft, name }, this.#opened, this.options)).length > 0;
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

  /** Chooses the value of an option. */
  set(option: string, value: string): void {
    this.draft.options[option] = value;
    this.faults = this.faults.filter(({ field }) => field !== `options.${option}`);
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
      const saved = this.job ? await api.changeJob(this.job.id, patchOf(draft, this.#opened, this.options)) : await api.createJob(newJobOf(draft, this.options));
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

  /** Which reading of an address holds: a stored job keeps its own of its link, which need not be the best. */
  #taken(all: readonly Recognised[], address: string): Recognised | undefined {
    const { job } = this;
    const isOwn = ({ platform, target_type }: Recognised) => platform === job?.platform && target_type === job.target_type;
    const same = all.filter(({ target_url }) => target_url === address);
    return (address === job?.target_url ? same.find(isOwn) : undefined) ?? same[0];
  }

  /** Fetches what the reading holds; a stored job's own target shows what was kept of it. */
  #look(): void {
    this.#fetch.drop();
    if (!this.reading) return;
    if (this.job && !this.startsAnew) {
      void this.#readKept(this.job);
      return;
    }
    Object.assign(this, { preview: 'asking', previewError: null, previewWarnings: [], items: [] });
    this.#fetch.ask({ reading: this.reading, options: differing(this.options, this.draft.options) });
  }

  async #readKept(job: Job): Promise<void> {
    try {
      const { items } = await api.listItems({ job_id: job.id, limit: PREVIEW_ITEMS });
      if (this.startsAnew) return;
      Object.assign(this, { items, preview: 'ready', previewError: null, previewWarnings: [] });
    } catch (thrown) {
      Object.assign(this, { preview: 'failed', previewError: asError(thrown) });
    }
  }

  readonly #recognise = latest((text: string) => api.recogniseTarget(text), 150, {
    answer: (found) => {
      const before = this.reading?.target_url;
      Object.assign(this, { target: 'recognised', recognition: found, reading: this.#taken(allOf(found), found.target_url) ?? found });
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
  readonly #fetch = latest(({ reading }: Sight) => api.previewTarget(reading.target_url, PREVIEW_ITEMS), 350, {
    answer: (found) => {
      Object.assign(this, { preview: 'ready', items: found.items, previewWarnings: found.warnings });
      if (!this.isNamed) this.draft.name = (found.title ?? found.display).slice(0, MOST_NAME);
    },
    failure: (thrown) => {
      Object.assign(this, { preview: 'failed', previewError: asError(thrown) });
    },
  });
}
