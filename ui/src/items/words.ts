// How an item is named in a row and in the reading pane.
import type { Item } from '../bindings/Item';
import type { Media } from '../bindings/Media';
import { bytes, playLength } from '../format';

const kinds = { post: 'Post', video: 'Video', audio: 'Audio', comment: 'Comment', quote: 'Quote', reply: 'Reply', repost: 'Repost', release: 'Release' } as const;

/** Who it is by: the author as far as known, else the job; and a quieter second name. */
export function byline(item: Item, jobName: string | undefined): { who: string; handle: string } {
  const { name, handle } = item.author;
  const who = name ?? handle ?? jobName ?? 'Unknown author';
  const second = handle && handle !== who ? handle : jobName && jobName !== who ? jobName : item.kind === 'post' ? '' : kinds[item.kind];
  return { who, handle: second };
}

/** The text after the title, where a source repeats the title in it. */
export function restOfText(title: string | null, text: string): string {
  const trimmed = text.trimStart();
  return title && trimmed.startsWith(title) ? trimmed.slice(title.length).trimStart() : trimmed;
}

export function paragraphs(text: string): string[] {
  return text.split(/\n\s*\n|\n/).map((part) => part.trim()).filter(Boolean);
}

/** "Picture", "Audio, 18:04, 12 MB": what a medium is, without loading it. */
export function mediaWords({ type, duration_seconds, size }: Media): string {
  const family = (type ?? '').split('/')[0];
  const word = family === 'image' ? 'Picture' : family === 'video' ? 'Video' : family === 'audio' ? 'Audio' : 'File';
  const parts = [word];
  if (duration_seconds && duration_seconds > 0) parts.push(playLength(duration_seconds));
  if (size && size > 0) parts.push(bytes(size));
  return parts.join(', ');
}

/** The longest play length of an item's media, "" without one. */
export function lengthOf(media: readonly Media[]): string {
  const seconds = Math.max(0, ...media.map(({ duration_seconds }) => duration_seconds ?? 0));
  return seconds > 0 ? playLength(seconds) : '';
}

/** An address without its scheme and a lone slash, short enough for a line. */
export function shortAddress(url: string, most = 70): string {
  const bare = url.replace(/^https?:\/\/(www\.)?/i, '').replace(/\/$/, '');
  return bare.length > most ? `${bare.slice(0, most - 1)}…` : bare;
}

/** The language of an item's text as the `lang` attribute takes it. */
export function langOf(item: Pick<Item, 'language'>): string | undefined {
  return item.language && /^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/.test(item.language) ? item.language : undefined;
}
