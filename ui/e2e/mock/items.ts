// The items of the full and the large scenario.
import type { Item } from '../../src/bindings/Item';
import type { Job } from '../../src/bindings/Job';
import { MINUTE, iso, uuid, type World } from './world';

const authors = [
  ['Ines Marlow', 'ines@sea.example'], ['Tobias Quay', null], ['Harbour desk', 'desk'], ['Oona Fenn', 'oona'], ['Wim van der Duin', null],
] as const;
const openings = [
  'The water stood 40 cm above the mean last night, and the lower quay was closed for three hours.',
  'Two of the older buoys were brought in for painting; their numbers stay out of the readings until Friday.',
  'A short walk along the dyke, with notes on what the storm has left there.',
  'How the ferry finds its berth in fog: a visit to the people who sound the horn.',
  'Measurements from the autumn survey are online, with the method and all raw values.',
  'New charts for the northern channel replace those of last spring.',
  'Questions from readers: why the second tide of the day is the lower one here.',
];
const titles = ['Spring tide report', 'Buoys out of service', null, 'In the fog house', 'Autumn survey', 'Charts replaced', 'Your questions'];

export function item(id: number, job: Job, at: number, given: Partial<Item> = {}): Item {
  const [name, handle] = authors[id % authors.length] ?? ['Unknown', null];
  const text = `${openings[id % openings.length] ?? ''}\n\nThe whole report has the times of each gauge, and a word on how they were read.`;
  const isVideo = job.platform === 'youtube';
  return {
    id,
    job_id: job.id,
    run_id: uuid(2, 1),
    external_id: `entry-${id}`,
    url: `https://example.org/entries/${id}`,
    author: { name, handle, url: null, avatar: null },
    title: titles[id % titles.length] ?? null,
    text,
    snippet: text.slice(0, 200),
    html: null,
    language: 'en',
    published_at: iso(at - 3 * MINUTE),
    first_seen_at: iso(at),
    last_seen_at: iso(at),
    kind: isVideo ? 'video' : 'post',
    media: isVideo ? [{ url: `https://video.example/${id}.mp4`, type: 'video/mp4', alt: null, size: 18_400_000, duration_seconds: 754 }] : [],
    engagement: { likes: isVideo ? id * 3 : null, reposts: null, replies: isVideo ? id % 40 : null, views: isVideo ? id * 97 : null },
    tags: id % 4 === 0 ? ['tide', 'survey'] : [],
    state: 'read',
    starred: id % 17 === 0,
    note: null,
    revisions: 0,
    ...given,
  };
}

/** `count` items over the jobs, newest first; the newest `unread` of them are unread. */
export function addItems(world: World, count: number, unread: number): void {
  const jobs = world.jobs.filter((job) => job.baseline_at !== null);
  for (let index = 0; index < count; index += 1) {
    const job = jobs[(index * 5) % jobs.length];
    if (!job) return;
    world.items.push(item(count - index, job, world.now - (4 + index * 23) * MINUTE, { state: index < unread ? 'unread' : 'read' }));
  }
}

/** Makes a few of the newest items special: edited, annotated, with pictures, in another script. */
export function addSpecials(world: World): void {
  const [first, second, third, fourth] = world.items;
  if (!first || !second || !third || !fourth) return;
  first.revisions = 1;
  first.title = 'Lower quay closed until Thursday';
  first.text = 'The lower quay stays closed until Thursday.\n\nThe water stood 62 cm above the mean last night; the pumps ran for nine hours.\n\nThe next report follows after the morning tide.';
  first.snippet = first.text.slice(0, 200);
  first.media = [{ url: 'https://pictures.example/quay.jpg', type: 'image/jpeg', alt: 'The quay under water, seen from the bridge', size: 214_000, duration_seconds: null }];
  first.engagement = { likes: 214, reposts: 38, replies: 12, views: null };
  world.revisions.set(first.id, [{
    title: 'Lower quay closed until Wednesday',
    text: 'The lower quay stays closed until Wednesday.\n\nThe water stood 60 cm above the mean last night; the pumps ran for nine hours.\n\nThe next report follows after the morning tide.',
    replaced_at: iso(world.now - 2 * MINUTE),
  }]);
  world.links.set(first.id, [
    { text: 'Gauge readings', url: 'https://gauges.example/lower-quay' },
    { text: 'https://www.example.org/pumps', url: 'https://www.example.org/pumps' },
  ]);
  second.note = 'Compare with the readings of March.';
  second.starred = true;
  third.language = 'he';
  third.title = 'דוח גאות';
  third.text = 'המים עמדו 40 ס״מ מעל הממוצע.';
  third.snippet = third.text;
  fourth.title = null;
  fourth.author = { name: null, handle: null, url: null, avatar: null };
}
