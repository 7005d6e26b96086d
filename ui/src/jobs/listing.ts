// Which jobs are listed, in which groups and order.
import type { Job } from '../bindings/Job';
import type { Platform } from '../bindings/Platform';
import { fullCount, plural } from '../format';
import { needsUser } from './status';

export type Tab = 'all' | 'needs_you' | 'active' | 'paused' | 'completed';
export type Sort = 'trouble' | 'name' | 'next' | 'unread';
export type GroupName = 'Needs you' | 'Watching' | 'Paused and completed';

export interface View {
  tab: Tab;
  search: string;
  platform: Platform | null;
  sort: Sort;
}

export interface Group {
  name: GroupName;
  jobs: Job[];
}

export const TABS: { value: Tab; label: string }[] = [
  { value: 'all', label: 'All' },
  { value: 'needs_you', label: 'Needs you' },
  { value: 'active', label: 'Active' },
  { value: 'paused', label: 'Paused' },
  { value: 'completed', label: 'Completed' },
];

export const SORTS: { value: Sort; label: string }[] = [
  { value: 'trouble', label: 'Trouble first' },
  { value: 'name', label: 'Name' },
  { value: 'next', label: 'Next check' },
  { value: 'unread', label: 'Unread first' },
];

function isIn(tab: Tab, job: Job): boolean {
  switch (tab) {
    case 'all': return true;
    case 'needs_you': return needsUser(job);
    case 'active': return job.status === 'active';
    case 'paused': return job.status === 'paused';
    case 'completed': return job.status === 'completed';
  }
}

/** How many jobs each tab holds. */
export function countTabs(jobs: readonly Job[]): Record<Tab, number> {
  const counts: Record<Tab, number> = { all: 0, needs_you: 0, active: 0, paused: 0, completed: 0 };
  for (const { value } of TABS) counts[value] = jobs.filter((job) => isIn(value, job)).length;
  return counts;
}

export function groupOf(job: Job): GroupName {
  if (needsUser(job)) return 'Needs you';
  return job.status === 'active' ? 'Watching' : 'Paused and completed';
}

/** Every word of the search stands in the name, the address or the folder. */
function matches(job: Job, search: string): boolean {
  const words = search.toLocaleLowerCase().split(/\s+/u).filter(Boolean);
  if (words.length === 0) return true;
  const text = `${job.name}\n${job.target_url}\n${job.folder ?? ''}`.toLocaleLowerCase();
  return words.every((word) => text.includes(word));
}

const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });
const byName = (a: Job, b: Job) => collator.compare(a.name, b.name) || a.id.localeCompare(b.id);
const nextOf = (job: Job) => job.retry_at ?? job.next_run_at;
const time = (text: string | null) => (text ? Date.parse(text) : Number.POSITIVE_INFINITY);
const byNext = (a: Job, b: Job) => compare(time(nextOf(a)), time(nextOf(b)));
const compare = (a: number, b: number) => (a === b ? 0 : a < b ? -1 : 1);

const ORDERS: Record<Sort, (a: Job, b: Job) => number> = {
  trouble: (a, b) => compare(b.consecutive_failures > 0 ? 1 : 0, a.consecutive_failures > 0 ? 1 : 0) || byNext(a, b) || byName(a, b),
  name: byName,
  next: (a, b) => byNext(a, b) || byName(a, b),
  unread: (a, b) => compare(b.items_unread, a.items_unread) || byName(a, b),
};

/** The groups that hold any job, in the order in which they trouble the user. */
export function grouped(jobs: readonly Job[], view: View): Group[] {
  const listed = jobs
    .filter((job) => isIn(view.tab, job) && (view.platform === null || job.platform === view.platform) && matches(job, view.search))
    .sort(ORDERS[view.sort]);
  const names: GroupName[] = ['Needs you', 'Watching', 'Paused and completed'];
  return names
    .map((name) => ({ name, jobs: listed.filter((job) => groupOf(job) === name) }))
    .filter((group) => group.jobs.length > 0);
}

/** "24 jobs, 18 watching, 2 need you". */
export function summary(jobs: readonly Job[]): string {
  const { all, active, needs_you } = countTabs(jobs);
  const parts = [plural(all, 'job', 'jobs')];
  if (active > 0) parts.push(`${fullCount(active)} watching`);
  if (needs_you > 0) parts.push(needs_you === 1 ? '1 needs you' : `${fullCount(needs_you)} need you`);
  return parts.join(', ');
}
