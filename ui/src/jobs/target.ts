// What a job watches, as short as one can say it.
import type { Platform } from '../bindings/Platform';
import type { TargetType } from '../bindings/TargetType';

const TYPES: Record<TargetType, string> = {
  feed: 'feed',
  channel: 'channel',
  playlist: 'playlist',
  hashtag: 'hashtag',
  timeline: 'timeline',
  profile: 'profile',
  community: 'community',
  thread: 'thread',
  search: 'search',
  list: 'list',
  releases: 'releases',
  tags: 'tags',
  commits: 'commits',
  issues: 'issues',
  discussions: 'discussions',
  wiki: 'wiki',
  gists: 'gists',
  page: 'page',
};

/** An address without what every address has: "example.org/feed.xml". */
export function shortTarget(address: string): string {
  const bare = address.replace(/^[a-z][a-z0-9+.-]*:\/\//iu, '').replace(/^www\./iu, '');
  return bare.replace(/\/$/u, '') || address;
}

/** "YouTube channel" for the platform's name and a type; a feed is only a feed, a page only a page. */
export function kindOfTarget(platform: Platform, name: string, type: TargetType): string {
  if (platform === 'feed' && type === 'feed') return 'Feed';
  return platform === 'webpage' && type === 'page' ? 'Web page' : `${name} ${TYPES[type] ?? type}`;
}
