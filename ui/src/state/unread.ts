// How many unread items each platform has, out of its jobs.
import type { Job } from '../bindings/Job';
import type { Platform } from '../bindings/Platform';

export interface PlatformUnread {
  platform: Platform;
  unread: number;
}

/** Every platform that is watched, those with most unread first. */
export function unreadByPlatform(jobs: readonly Job[]): PlatformUnread[] {
  const unread = new Map<Platform, number>();
  for (const job of jobs) unread.set(job.platform, (unread.get(job.platform) ?? 0) + job.items_unread);
  return [...unread]
    .map(([platform, count]) => ({ platform, unread: count }))
    .sort((a, b) => b.unread - a.unread || a.platform.localeCompare(b.platform));
}
