// From the route, the search and the filters to what the engine is asked.
import type { ItemQuery } from '../bindings/ItemQuery';
import type { Platform } from '../bindings/Platform';
import type { Route } from '../route';
import { onDay, startOfDate } from '../zone';

export interface ItemFilter {
  job: string;
  platform: string;
  /** Dates of a date field, "" for none; both days belong to the range. */
  from: string;
  to: string;
  starred: boolean;
}

export const noFilter: ItemFilter = { job: '', platform: '', from: '', to: '', starred: false };

export function itemQuery(
  { list, id }: Pick<Route, 'list' | 'id'>, search: string, unreadOnly: boolean, filter: ItemFilter, timeZone?: string,
): ItemQuery {
  const query: ItemQuery = {};
  if (filter.job) query.job_id = filter.job;
  if (filter.platform) query.platform = filter.platform as Platform;
  if (filter.starred || list === 'starred') query.starred = true;
  if (list === 'job' && id) query.job_id = id;
  if (list === 'platform' && id) query.platform = id as Platform;
  if (list === 'run' && id) query.run_id = id;
  if (unreadOnly) query.state = 'unread';
  if (search) query.search = search;
  const since = startOfDate(filter.from, timeZone);
  const last = startOfDate(filter.to, timeZone);
  if (since) query.since = since.toISOString();
  if (last) query.until = onDay(last, 1, 0, timeZone).toISOString();
  return query;
}

/** How many of the popover's filters are set. */
export function filtersSet(filter: ItemFilter): number {
  return [filter.job, filter.platform, filter.from, filter.to, filter.starred].filter(Boolean).length;
}
