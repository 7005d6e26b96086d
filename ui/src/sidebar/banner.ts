// Which one thing the banner says: the most serious of those that change the whole window.
import type { DesktopState } from '../bindings/DesktopState';
import type { Status } from '../bindings/Status';
import { shortTime } from '../format';

export type BannerKind = 'damaged' | 'stopped' | 'offline' | 'paused' | 'desktop';
export interface BannerText {
  kind: BannerKind;
  title: string;
  text: string;
}

/** `dismissed` is the text of the desktop's problem that the user has seen and closed. */
export function mostSerious(status: Status | null, desktop: DesktopState | null, dismissed: string, now: Date): BannerText | null {
  const jobs = status ? status.jobs_active + status.jobs_failed + status.jobs_paused : 0;
  if (status?.store_problem) return { kind: 'damaged', title: 'Nothing is being checked.', text: status.store_problem };
  if (status && jobs > 0 && !status.monitor_running) {
    return { kind: 'stopped', title: 'Nothing is being checked.', text: 'The monitor is not running. What was found earlier is all here.' };
  }
  if (status?.offline_since) {
    const since = shortTime(new Date(status.offline_since), now);
    return { kind: 'offline', title: `This computer has no network since ${since}.`, text: 'Checks go on when it is back.' };
  }
  if (status?.pause) {
    const { until } = status.pause;
    const title = until ? `All jobs are paused until ${shortTime(new Date(until), now)}.` : 'All jobs are paused.';
    return { kind: 'paused', title, text: 'Missed checks are made up for afterwards.' };
  }
  const problem = desktop?.notifications_problem ?? desktop?.tray_problem ?? null;
  if (problem && problem !== dismissed) {
    const title = problem === desktop?.notifications_problem ? 'No notifications.' : 'No tray icon.';
    return { kind: 'desktop', title, text: problem };
  }
  return null;
}
