// What pasted text stands for, what it holds, and when a schedule runs: a small imitation of the engine.
import type { Job } from '../../src/bindings/Job';
import type { Preview } from '../../src/bindings/Preview';
import type { Recognised } from '../../src/bindings/Recognised';
import type { Recognition } from '../../src/bindings/Recognition';
import type { Schedule } from '../../src/bindings/Schedule';
import type { SchedulePreview } from '../../src/bindings/SchedulePreview';
import type { Args } from './commands';
import { failure } from './commands';
import { refuseOptions } from './accounts';
import { payloads } from './hostile';
import { judge } from './telling';
import { outline } from './page';
import { DAY, HOUR, MINUTE, iso, type World } from './world';

function reading(url: URL): Recognised {
  const isYoutube = /(^|\.)youtube\.com$/.test(url.hostname);
  // A profile, as its platform spells it.
  if (url.hostname === 'x.com') return { platform: 'x', target_type: 'profile', target_url: url.href, target_id: null, display: `@${url.pathname.slice(1)}` };
  const isPlaylist = url.searchParams.has('list');
  return {
    platform: isYoutube ? 'youtube' : 'feed',
    target_type: isYoutube ? (isPlaylist ? 'playlist' : 'channel') : 'feed',
    target_url: url.href,
    target_id: null,
    display: isYoutube ? url.pathname.slice(1) : `${url.hostname}${url.pathname.replace(/\/$/, '')}`,
  };
}

/** A bare name with a dot is a site; "@both" has two readings; anything else is not a link. */
export function recognise(world: World, text: string): Recognition {
  const pasted = text.trim();
  const address = pasted.startsWith('@') ? `https://www.youtube.com/${pasted}` : pasted.includes('://') ? pasted : `https://${pasted}`;
  const url = URL.canParse(address) && /\.|^tidewatch:/.test(pasted + (pasted.startsWith('@') ? '.' : '')) && !/\s/.test(pasted) ? new URL(address) : null;
  if (!url) {
    const message = 'This is not a link. Paste the address of a page, a feed or a channel.';
    throw failure('invalid_target', message, [{ field: 'target_url', message }]);
  }
  const best = reading(url);
  // Every address that no platform is sure of is a page besides.
  const page: Recognised[] = best.platform === 'feed' && url.protocol === 'https:' ? [{ ...best, platform: 'webpage', target_type: 'page' }] : [];
  const other: Recognised[] = pasted === '@both' ? [{ ...best, platform: 'feed' as const, target_type: 'feed' as const, target_url: 'https://both.example/feed.xml', display: 'both.example' }] : page;
  return {
    ...best,
    alternatives: other,
    notice: url.hostname === 'www.snapchat.com' ? 'Tidewatch does not support Snapchat. It can watch this page instead: what a visitor without a login sees, and a feed if the page has one.' : null,
    existing_job_ids: world.jobs.filter((job) => job.target_url === best.target_url && job.status !== 'deleted').map((job) => job.id),
  };
}

const NO_FEED = 'No feed was found here, so the page itself is watched for changes.';

const judged = (text: string, filters: Args['filters']) => (filters ? judge(text, filters) : { is_told: null, reason: null });

/** What is at "nofeed.example" has no feed; without a platform the page itself is shown. */
export function preview(world: World, text: string, limit: number, asked: Partial<Pick<Args, 'platform' | 'targetType' | 'options' | 'filters'>>): Preview {
  const { alternatives, existing_job_ids, notice, ...best } = recognise(world, text);
  void existing_job_ids;
  void notice;
  refuseOptions(asked.options);
  const isMeant = ({ platform, target_type }: Recognised) => platform === (asked.platform ?? platform) && target_type === (asked.targetType ?? target_type);
  const meant = [best, ...alternatives].find(isMeant);
  if (!meant) throw failure('invalid_field', 'This link does not lead to that.', [{ field: 'platform', message: 'This link does not lead to that.' }]);
  const hasNoFeed = meant.platform === 'feed' && meant.target_url.includes('nofeed.example');
  if (hasNoFeed && asked.platform) throw failure('malformed_response', 'nofeed.example answers with a page that names no feed.');
  const target: Recognised = hasNoFeed ? { ...meant, platform: 'webpage', target_type: 'page' } : meant;
  if (target.target_url.includes('nothing.example')) {
    throw failure('unreachable', 'nothing.example does not answer. Saving works all the same; the first check tries again.');
  }
  const isHostile = world.jobs[0]?.name === payloads[0];
  const isPage = target.platform === 'webpage';
  const titles = isHostile ? payloads : ['Spring tide report', 'Buoys out of service', 'In the fog house', 'Autumn survey', 'Charts replaced'];
  return {
    ...target,
    title: isHostile ? payloads[0] ?? null : isPage ? 'Fees of the harbour' : 'Sandbank Gazette',
    outcome: 'new_items',
    warnings: hasNoFeed ? [NO_FEED] : [],
    ...(isPage ? { page: outline(target.target_url, asked.options ?? {}, isHostile) } : {}),
    items: titles.slice(0, isPage ? 1 : limit).map((title, index) => ({
      external_id: `preview-${index}`,
      url: 'https://example.org/preview',
      title,
      text: isHostile ? title : 'The whole report has the times of each gauge.',
      author: { name: isHostile ? title : 'Ines Marlow', handle: null, url: null, avatar: null },
      published_at: iso(world.now - (index * 5 + 1) * HOUR),
      kind: 'post',
      media: [],
      engagement: { likes: null, reposts: null, replies: null, views: null },
      ...judged(isHostile ? title : `${title} The whole report has the times of each gauge.`, asked.filters ?? null),
    })),
  };
}

export function previewSchedule(world: World, schedule: Schedule): SchedulePreview {
  const cron = schedule.schedule.cron ?? '';
  if (schedule.frequency === 'cron' && !/^(\S+\s+){4,5}\S+$/.test(cron.trim())) {
    const message = `A cron schedule has five fields; this one has ${cron.trim().split(/\s+/).filter(Boolean).length}.`;
    throw failure('invalid_schedule', message, [{ field: 'schedule.cron', message }]);
  }
  const step = stepOf(schedule.frequency, schedule.interval_minutes);
  return {
    text: wordsOf(schedule),
    times: Array.from({ length: 5 }, (_, index) => iso(world.now + (index + 1) * step)),
    warning: step < 5 * MINUTE ? 'Checking more often than every 5 minutes is a burden for most sites.' : null,
  };
}

const stepOf = (frequency: Schedule['frequency'], minutes: number | null) =>
  ({ hourly: HOUR, daily: DAY, weekly: 7 * DAY, monthly: 30 * DAY, custom: (minutes ?? 60) * MINUTE, cron: DAY })[frequency];

function wordsOf({ frequency, interval_minutes: minutes, schedule }: Schedule): string {
  const at = schedule.at ? ` at ${schedule.at}` : '';
  switch (frequency) {
    case 'hourly': return `Every hour at :${String(schedule.minute ?? 0).padStart(2, '0')}`;
    case 'daily': return `Every day${at}`;
    case 'weekly': return `Every week${at}`;
    case 'monthly': return `Every month${at}`;
    case 'custom': return `Every ${minutes ?? 60} minutes`;
    case 'cron': return `Cron ${schedule.cron ?? ''}`;
  }
}

export function nextTimes(job: Job, now: number, count: number): string[] {
  if (job.next_run_at === null) return [];
  const step = stepOf(job.frequency, job.interval_minutes);
  const first = Math.max(now, Date.parse(job.next_run_at));
  return Array.from({ length: count }, (_, index) => iso(first + index * step));
}
