// What "Search or jump to" offers for what was typed.
import type { Job } from '../bindings/Job';
import type { PlatformAbout } from '../bindings/PlatformAbout';
import type { Platform } from '../bindings/Platform';

export interface JumpEntry {
  key: string;
  group: 'Views' | 'Jobs' | 'Platforms' | 'Items' | 'Add';
  label: string;
  /** Beside the label, quieter. */
  detail: string;
  hash: string;
  platform: Platform | null;
}

const views: readonly [label: string, hash: string, shortcut: string][] = [
  ['Inbox', '#/inbox', 'Ctrl 1'],
  ['Starred', '#/inbox/starred', 'Ctrl 2'],
  ['Jobs', '#/jobs', 'Ctrl 3'],
  ['Activity', '#/activity', 'Ctrl 4'],
  ['Settings', '#/settings', 'Ctrl ,'],
  ['Add job', '#/jobs/new', 'Ctrl N'],
];
const MOST_JOBS = 8;

export function jumpResults(typed: string, jobs: readonly Job[], platforms: readonly PlatformAbout[]): JumpEntry[] {
  const wanted = typed.trim();
  const entries: JumpEntry[] = [];
  if (looksLikeLink(wanted)) {
    entries.push({ key: 'add', group: 'Add', label: `Add a job for ${wanted}`, detail: '', hash: `#/jobs/new?target=${encodeURIComponent(wanted)}`, platform: null });
  }
  const ranked = jobs
    .map((job) => ({ job, rank: Math.max(rank(job.name, wanted), rank(job.target_url, wanted) - 2) }))
    .filter(({ rank: value }) => value > 0)
    .sort((a, b) => b.rank - a.rank || b.job.items_unread - a.job.items_unread || a.job.name.localeCompare(b.job.name));
  for (const { job } of ranked.slice(0, MOST_JOBS)) {
    entries.push({ key: job.id, group: 'Jobs', label: job.name, detail: job.items_unread > 0 ? `${String(job.items_unread)} unread` : job.schedule_text, hash: `#/inbox/job/${job.id}`, platform: job.platform });
  }
  for (const [label, hash, detail] of views) {
    if (rank(label, wanted) > 0) entries.push({ key: hash, group: 'Views', label, detail, hash, platform: null });
  }
  for (const { platform, name } of platforms) {
    if (rank(name, wanted) > 0) entries.push({ key: `platform ${platform}`, group: 'Platforms', label: name, detail: 'Items of this platform', hash: `#/inbox/platform/${platform}`, platform });
  }
  if (wanted) {
    entries.push({ key: 'search', group: 'Items', label: `Search all items for “${wanted}”`, detail: '', hash: `#/inbox?search=${encodeURIComponent(wanted)}`, platform: null });
  }
  return entries;
}

/** 4 begins with it, 3 a word begins with it, 2 contains it, 0 not; everything fits nothing typed. */
function rank(text: string, wanted: string): number {
  if (!wanted) return 1;
  const [where, what] = [text.toLocaleLowerCase(), wanted.toLocaleLowerCase()];
  const at = where.indexOf(what);
  if (at < 0) return 0;
  if (at === 0) return 4;
  return /[\p{L}\p{N}]/u.test(where.charAt(at - 1)) ? 2.5 : 3;
}

export function looksLikeLink(text: string): boolean {
  return /^(https?:\/\/|www\.)\S+$/i.test(text) || /^[\w-]+(\.[\w-]+)*\.[a-z]{2,}\/\S*$/i.test(text);
}

/** A label in parts, so that what was typed can be marked. */
export function marked(label: string, typed: string): { text: string; hit: boolean }[] {
  const what = typed.trim().toLocaleLowerCase();
  const at = what ? label.toLocaleLowerCase().indexOf(what) : -1;
  if (at < 0) return [{ text: label, hit: false }];
  return [
    { text: label.slice(0, at), hit: false },
    { text: label.slice(at, at + what.length), hit: true },
    { text: label.slice(at + what.length), hit: false },
  ].filter(({ text }) => text);
}
