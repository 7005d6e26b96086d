// A web page of the mock backend block by block. It knows its own selectors and no others.
import type { BlockState } from '../../src/bindings/BlockState';
import type { PageBlock } from '../../src/bindings/PageBlock';
import type { PageOutline } from '../../src/bindings/PageOutline';
import { failure } from './commands';
import { payloads } from './hostile';

interface Part {
  text: string;
  selector: string | null;
  /** What else finds it. */
  name?: string;
  isBeside?: boolean;
}

const parts: Part[] = [
  { text: 'Harbour office', selector: '#top > p', isBeside: true },
  { text: 'Home Arrivals Fees Contact', selector: 'body > nav', isBeside: true },
  { text: 'Fees of the harbour', selector: 'h1' },
  { text: 'The fees hold from 1 April to 31 October. Boats that stay for the winter agree on a fee with the office, which also keeps the list of free berths and knows which of them have water and current.', selector: '#fees > p:nth-of-type(1)' },
  { text: 'Berth up to 8 m: 18 a night', selector: '#fees > ul > li:nth-of-type(1)', name: '.price' },
  { text: 'Berth up to 12 m: 26 a night', selector: '#fees > ul > li:nth-of-type(2)', name: '.price' },
  { text: 'Berth up to 16 m: 41 a night', selector: '#fees > ul > li:nth-of-type(3)', name: '.price' },
  { text: 'Advertisement: rope by the metre', selector: '#fees > div', name: '.advert' },
  { text: 'שעות המשרד: 8 עד 17', selector: '#fees > p:nth-of-type(2)' },
  { text: 'A text whose element nothing short enough finds', selector: null },
  { text: 'Imprint', selector: 'body > footer', isBeside: true },
];
const MOST = 500;

export function outline(url: string, options: Record<string, string>, isHostile: boolean): PageOutline {
  const isLong = url.includes('long.example');
  const all: Part[] = isHostile ? payloads.map((text, index) => ({ text, selector: `p:nth-of-type(${index + 1})` }))
    : isLong ? Array.from({ length: MOST }, (_, index) => ({ text: `Entry ${index + 1} of the log`, selector: `li:nth-of-type(${index + 1})` }))
    : parts;
  const selector = options['selector']?.trim() ?? '';
  const finds = (given: string, part: Part) => given !== '' && [part.selector, part.name].includes(given);
  const matches = all.filter((part) => finds(selector, part)).length;
  if (selector && matches === 0) throw failure('malformed_response', `The page has nothing that the selector "${selector}" finds.`);
  const state = (part: Part): BlockState => {
    const isWatched = selector ? finds(selector, part) : !part.isBeside;
    if (!isWatched) return 'beside';
    return finds(options['ignore']?.trim() ?? '', part) ? 'left_out' : 'watched';
  };
  const blocks: PageBlock[] = all.map((part) => ({ text: part.text, state: state(part), selector: part.selector }));
  return { matches: selector ? matches : null, blocks, is_cut: isLong };
}
