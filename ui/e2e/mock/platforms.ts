// The platforms of the mock backend: one that needs a key, some that can use one, every kind of option.
import type { PlatformAbout } from '../../src/bindings/PlatformAbout';

const none: Pick<PlatformAbout, 'key' | 'options' | 'settings'> = { key: null, options: [], settings: [] };
const address = (at: string) => ({ name: 'base_url', label: 'Address', help: 'Where it is reached: another address means a mirror or a server of your own.', default: at });

export const platforms: PlatformAbout[] = [
  { ...none, platform: 'feed', name: 'Feed', target_types: ['feed'], keyless: true, examples: ['https://example.org/feed.xml', 'https://example.org/blog', 'example.org'], limits: 'What the feed lists, usually its 10 to 50 latest entries.' },
  { ...none, platform: 'telegram', name: 'Telegram', target_types: ['channel', 'search'], keyless: true, examples: ['https://t.me/harbour'], limits: 'Public channels only.' },
  { ...none, platform: 'mastodon', name: 'Mastodon', target_types: ['profile', 'hashtag'], keyless: true, examples: ['https://mastodon.example/tags/tides'], limits: 'The 40 latest posts.' },
  { ...none, platform: 'github', name: 'GitHub', target_types: ['releases', 'issues'], keyless: true, examples: ['https://github.com/owner/name'], limits: 'The 30 latest.' },
  { ...none, platform: 'hackernews', name: 'Hacker News', target_types: ['search', 'timeline'], keyless: true, examples: ['https://news.ycombinator.com/'], limits: 'The 30 latest.' },
  {
    ...none, platform: 'webpage', name: 'Web page', target_types: ['page'], keyless: true, examples: ['https://example.org/prices'], limits: 'What a page shows without running scripts.',
    options: [
      { name: 'selector', label: 'Part of the page', help: 'CSS selectors of what is watched, separated by commas. Empty means the main text.', kind: { type: 'text', placeholder: '#prices, .news li' }, default: '', target_types: ['page'] },
      { name: 'ignore', label: 'Leave out', help: 'CSS selectors of what is not watched within it, separated by commas.', kind: { type: 'text', placeholder: '.advert, .views' }, default: '', target_types: ['page'] },
      { name: 'ignore_numbers', label: 'Ignore numbers', help: 'A change of digits alone is none, as in counters and dates.', kind: { type: 'switch' }, default: 'false', target_types: ['page'] },
    ],
  },
  {
    platform: 'youtube', name: 'YouTube', target_types: ['channel', 'playlist'], keyless: true, examples: ['https://www.youtube.com/@handle', 'https://youtu.be/…', 'https://www.youtube.com/playlist?list=…'], limits: 'The 15 latest videos.',
    key: {
      fields: [{ name: 'key', label: 'API key', is_secret: true, is_optional: false }],
      get_at: 'https://console.videos.example/apis/credentials',
      help: 'Switch on the data interface in a project of yours and create an API key. It adds view counts and tells of deleted videos.',
    },
    options: [{ name: 'shorts', label: 'Include shorts', help: 'Videos of up to three minutes.', kind: { type: 'switch' }, default: 'true', target_types: ['channel'] }],
    settings: [],
  },
  {
    platform: 'reddit', name: 'Reddit', target_types: ['community', 'profile'], keyless: true, examples: ['r/harbours'], limits: 'The 25 latest posts.',
    key: {
      fields: [{ name: 'client_id', label: 'Client ID', is_secret: false, is_optional: false }, { name: 'client_secret', label: 'Client secret', is_secret: true, is_optional: false }],
      get_at: 'https://www.reddit.example/prefs/apps',
      help: 'Create an app of the type “script”. It lifts the limit from 1 to 60 checks a minute.',
    },
    options: [{
      name: 'sort', label: 'Order', help: '', kind: { type: 'choice', values: [{ value: 'new', label: 'Newest' }, { value: 'hot', label: 'Hot' }, { value: 'top', label: 'Top' }] }, default: 'new', target_types: ['community'],
    }],
    settings: [address('https://www.reddit.example')],
  },
  {
    platform: 'x', name: 'X', target_types: ['profile', 'search'], keyless: false, examples: ['https://x.com/handle'], limits: 'Posts of the last 7 days.',
    key: {
      fields: [{ name: 'token', label: 'Bearer token', is_secret: true, is_optional: false }, { name: 'project', label: 'Project', is_secret: false, is_optional: true }],
      get_at: 'https://developer.x.example/en/portal/projects-and-apps',
      help: 'Create an app in the developer portal and copy its bearer token. Reading is paid for by the post.',
    },
    options: [
      { name: 'replies', label: 'Include replies', help: 'What the account writes in answer to others.', kind: { type: 'switch' }, default: 'true', target_types: ['profile'] },
      { name: 'language', label: 'Language', help: 'Only posts that X takes to be in it. Empty for any.', kind: { type: 'text', placeholder: 'any, or such as en' }, default: '', target_types: ['profile', 'search'] },
      { name: 'reposts', label: 'Include reposts', help: 'Posts of others that the account passes on.', kind: { type: 'switch' }, default: 'false', target_types: ['profile'] },
      {
        name: 'media', label: 'Media', help: 'Which posts are read.', default: 'all', target_types: ['profile'],
        kind: { type: 'choice', values: [{ value: 'all', label: 'With or without' }, { value: 'any', label: 'Only with media' }, { value: 'images', label: 'Only with images' }, { value: 'videos', label: 'Only with videos' }, { value: 'none', label: 'Only without media' }] },
      },
    ],
    settings: [address('https://api.x.example'), { name: 'api_version', label: 'Version', help: 'Which version of the interface is asked.', default: '2' }],
  },
];
