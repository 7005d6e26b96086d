// The job form at work: what the target is, what it lately held, and saving.
import { api, type ApiError } from '../api';
import type { FieldError } from '../bindings/FieldError';
import type { Job } from '../bindings/Job';
import type { OptionAbout } from '../bindings/OptionAbout';
import type { PageOutline } from '../bindings/PageOutline';
import type { Preview } from '../bindings/Preview';
import type { PreviewItem } from '../bindings/PreviewItem';
import type { Recognised } from '../bindings/Recognised';
import type { Recognition } from '../bindings/Recognition';
import { asError } from '../state/errors';
import { jobs } from '../state/jobs.svelte';
import { platforms } from '../state/platforms.svelte';
import { draftFaults, draftOf, filtersOf, newJobOf, patchOf, type Draft } from './draft';
import { Judge } from './judge.svelte';
import { latest } from './latest';
import { differing, optionsOf } from './options';
import { isKind, isSame, kindOf, meantOf, namedKind, ownOf, readingsOf, type Kind } from './readings';
import { PREVIEW_ITEMS, peek, type Sight } from './sight';

export type TargetState = 'empty' | 'asking' | 'recognised' | 'refused';
export type PreviewState = 'none' | 'asking' | 'ready' | 'failed';

const MOST_NAME = 200;

const isElsewhere = ({ field }: FieldError) => !field.startsWith('filters');
const isOption = ({ field }: FieldError) => field.startsWith('options.');

export class Editor {
  /** The job that is edited; null for a new one. */
  readonly job: Job | null;
  readonly #opened: Draft;
  /** What was kept is shown only where nothing else was looked at meanwhile. */
  #looks = 0;
  draft: Draft = $state() as Draft;

  target: TargetState = $state('empty');
  targetError: string | null = $state(null);
  recognition: Recognition | null = $state.raw(null);
  /** The reading that is meant: the best one, or the one chosen. */
  reading: Recognised | null = $state.raw(null);

  preview: PreviewState = $state('none');
  previewError: ApiError | null = $state.raw(null);
  previewWarnings: readonly string[] = $state.raw([]);
  /** The filters that the last preview failed with, where nothing else was wrong. */
  #refusedFilters: string | null = null;
  items: readonly PreviewItem[] = $state.raw([]);
  /** Of a web page, which parts are watched. It stays while it is asked for again. */
  page: PageOutline | null = $state.raw(null);

  faults: readonly FieldError[] = $state.raw([]);
  saveError: string | null = $state(null);
  isSaving = $state(false);
  /** Once the user has named it, nothing else does. */
  isNamed = $state(false);
  readonly judge = new Judge((faults) => { this.faults = [...this.faults.filter(isElsewhere), ...faults]; });

  /** `like`: a job that a new one resembles. `wanted`: the kind of reading to take, where there is one. */
  constructor(job: Job | null, target = '', like: Job | null = null, wanted: Kind | null = null) {
    this.job = job;
    const draft = draftOf(job ?? like, target);
    if (like) Object.assign(draft, { name: '', target: target || like.target_url });
    // What is said of the reading is said of this text.
    if (!job && target) draft.choice = wanted;
    this.#opened = draft;
    this.draft = structuredClone(draft);
    this.isNamed = job !== null;
    if (job) void this.#readKept(job);
    if (draft.target) this.#lookAt(draft.target);
  }

  /** Whether a stored job would watch something else. */
  get isRetargeted(): boolean {
    const { job, reading } = this;
    return job !== null && reading !== null && !(isKind(reading, job) && reading.target_url === job.target_url);
  }

  /** The readings to choose from. */
  get readings(): readonly Recognised[] {
    return readingsOf(this.recognition);
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

  /** Whether closing would lose anything that the user entered. */
  get isTouched(): boolean {
    const name = this.isNamed || this.job ? this.draft.name : this.#opened.name;
    return Object.keys(patchOf({ ...this.draft, name }, this.#opened, this.options)).length > 0;
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
    Object.assign(this, { reading, page: null });
    this.draft.choice = kindOf(reading);
    this.faults = this.faults.filter(({ field }) => field !== 'platform' && field !== 'target_type');
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

  /** Whether the items that are shown are those that the stored job kept. */
  get isKept(): boolean {
    return this.job !== null && !this.startsAnew && this.page === null;
  }

  /** Asks what the filters would tell as they stand now. */
  refilter(): void {
    const filters = filtersOf($state.snapshot(this.draft) as Draft);
    if (this.judge.isOther(filters)) this.faults = this.faults.filter(isElsewhere);
    if (this.job && !this.startsAnew) this.judge.backTest(this.job.id, filters);
    else if (this.preview === 'ready') this.judge.retell(this.items, filters, (wanted) => peek({ ...this.#sight(), filters: wanted }));
    else if (this.preview === 'failed' && this.#refusedFilters !== null && this.#refusedFilters !== JSON.stringify(filters)) this.#look(true);
  }

  /** Asks for the latest items once more. */
  retry(): void {
    this.#look();
  }

  /** Fetches what a stored job watches, instead of what was kept of it. */
  lookNow(): void {
    this.#look(true);
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
    this.judge.close();
  }

  #lookAt(text: string): void {
    this.targetError = null;
    this.close();
    if (text.trim() === '') {
      Object.assign(this, { target: 'empty', recognition: null, reading: null, preview: 'none', items: [], page: null });
      return;
    }
    this.target = 'asking';
    this.#recognise.ask(text.trim());
  }

  /** Fetches what the reading holds; a stored job's own target shows what was kept of it, unless one asks. */
  #look(isForced = false): void {
    this.#fetch.drop();
    this.#looks += 1;
    this.#refusedFilters = null;
    if (!this.reading) return;
    // A page that is shown stays shown: one chooses in it.
    if (this.job && !this.startsAnew && !isForced && this.page === null) {
      void this.#readKept(this.job);
      return;
    }
    Object.assign(this, { preview: 'asking', previewError: null, previewWarnings: [], items: [] });
    this.#fetch.ask(this.#sight());
  }

  #sight(): Sight {
    const draft = $state.snapshot(this.draft) as Draft;
    return {
      text: draft.target.trim(),
      kind: this.reading && namedKind(this.reading, this.recognition, draft.choice),
      options: differing(this.options, draft.options),
      filters: filtersOf(draft),
    };
  }

  /** Which of the readings is meant: that of the job, the one that was chosen, else the best. */
  #take(found: Recognition): void {
    const { job, draft } = this;
    const isUntouched = job !== null && draft.target.trim() === job.target_url && (draft.choice === null || isKind(draft.choice, job));
    const reading = isUntouched ? ownOf(job, found) : meantOf(found, draft.choice ?? job);
    // What was wanted of the text before it was known, and is not there.
    if (!isUntouched && draft.choice && !isKind(reading, draft.choice)) draft.choice = null;
    Object.assign(this, { target: 'recognised', recognition: found, reading });
  }

  /** The engine found that what was asked for is another: a page instead of a feed. */
  #takeOver(found: Preview): void {
    if (isKind(found, this.reading)) return;
    const { platform, target_type, target_url, target_id, display } = found;
    this.reading = this.readings.find((reading) => isKind(reading, found)) ?? { platform, target_type, target_url, target_id, display };
    this.draft.choice = kindOf(found);
    // Of a new form it is no change by the user.
    if (!this.job) this.#opened.choice = kindOf(found);
  }

  async #readKept(job: Job): Promise<void> {
    const mine = this.#looks;
    try {
      const { items } = await api.listItems({ job_id: job.id, limit: PREVIEW_ITEMS });
      if (mine !== this.#looks) return;
      Object.assign(this, { items, preview: 'ready', previewError: null, previewWarnings: [] });
    } catch (thrown) {
      if (mine === this.#looks) Object.assign(this, { preview: 'failed', previewError: asError(thrown) });
    }
  }

  readonly #recognise = latest((text: string) => api.recogniseTarget(text), 150, {
    answer: (found) => {
      const before = this.reading;
      this.#take(found);
      const isOther = !isSame(this.reading, before);
      if (isOther) this.page = null;
      if (isOther || this.preview === 'none' || this.preview === 'asking') this.#look();
    },
    failure: (thrown) => {
      const error = asError(thrown);
      this.#fetch.drop();
      Object.assign(this, {
        target: 'refused', recognition: null, reading: null, preview: 'none', items: [], page: null,
        targetError: error.fields[0]?.message ?? error.message,
      });
    },
  });

  // Longer than a pause between two keys: each look asks somebody's server.
  readonly #fetch = latest(
    peek,
    350,
    {
      answer: (found, { kind, filters }) => {
        this.judge.take(found.items, filters);
        if (kind === null) this.#takeOver(found);
        // All of them were just taken.
        this.faults = this.faults.filter((fault) => !isOption(fault));
        Object.assign(this, { preview: 'ready', items: found.items, previewWarnings: found.warnings, page: found.page ?? null });
        if (!this.isNamed) this.draft.name = (found.title ?? found.display).slice(0, MOST_NAME);
      },
      failure: (thrown, { filters }) => {
        const error = asError(thrown);
        this.#refusedFilters = error.fields.length > 0 && !error.fields.some(isElsewhere) ? JSON.stringify(filters) : null;
        // What was refused of the form stands at its fields.
        const isOld = (fault: FieldError) => isOption(fault) || error.fields.some(({ field }) => field === fault.field);
        if (error.fields.length > 0) this.faults = [...this.faults.filter((fault) => !isOld(fault)), ...error.fields];
        Object.assign(this, { preview: 'failed', previewError: error });
      },
    },
  );
}
