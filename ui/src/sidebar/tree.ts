// The jobs of the sidebar as rows: folders nested by "/", unread first, closed folders without their content.
import type { Job } from '../bindings/Job';

export type TreeRow =
  | { kind: 'folder'; path: string; name: string; depth: number; unread: number; open: boolean }
  | { kind: 'job'; job: Job; depth: number };

interface Folder {
  path: string;
  name: string;
  folders: Map<string, Folder>;
  jobs: Job[];
}

/** The rows of all jobs; `closed` holds the paths of closed folders. */
export function treeRows(jobs: readonly Job[], closed: ReadonlySet<string>): TreeRow[] {
  const root: Folder = { path: '', name: '', folders: new Map(), jobs: [] };
  for (const job of jobs) folderOf(root, job.folder).jobs.push(job);
  const rows: TreeRow[] = [];
  add(root, 0, closed, rows);
  return rows;
}

function folderOf(root: Folder, path: string | null): Folder {
  let at = root;
  for (const name of (path ?? '').split('/').map((part) => part.trim()).filter(Boolean)) {
    let next = at.folders.get(name);
    if (!next) {
      next = { path: at.path ? `${at.path}/${name}` : name, name, folders: new Map(), jobs: [] };
      at.folders.set(name, next);
    }
    at = next;
  }
  return at;
}

function add(folder: Folder, depth: number, closed: ReadonlySet<string>, rows: TreeRow[]): void {
  const inner = [...folder.folders.values()].map((child) => ({ child, unread: unreadIn(child) }));
  inner.sort((a, b) => order(a.unread, b.unread) || a.child.name.localeCompare(b.child.name));
  for (const { child, unread } of inner) {
    const open = !closed.has(child.path);
    rows.push({ kind: 'folder', path: child.path, name: child.name, depth, unread, open });
    if (open) add(child, depth + 1, closed, rows);
  }
  const jobs = [...folder.jobs].sort((a, b) => order(a.items_unread, b.items_unread) || a.name.localeCompare(b.name));
  for (const job of jobs) rows.push({ kind: 'job', job, depth });
}

/** Unread first, but not by how many: a list that reorders at each new item cannot be aimed at. */
function order(a: number, b: number): number {
  return Number(b > 0) - Number(a > 0);
}

function unreadIn(folder: Folder): number {
  let unread = folder.jobs.reduce((sum, job) => sum + job.items_unread, 0);
  for (const child of folder.folders.values()) unread += unreadIn(child);
  return unread;
}
