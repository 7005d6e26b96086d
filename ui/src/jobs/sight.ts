// What a preview is asked of, and the asking.
import { api } from '../api';
import type { Filters } from '../bindings/Filters';
import type { Preview } from '../bindings/Preview';
import type { Chosen } from './options';
import type { Kind } from './readings';

export interface Sight {
  text: string;
  kind: Kind | null;
  options: Chosen;
  filters: Filters | null;
}

export const PREVIEW_ITEMS = 5;

export function peek({ text, kind, options, filters }: Sight): Promise<Preview> {
  return api.previewTarget(text, PREVIEW_ITEMS, kind?.platform ?? null, kind?.target_type ?? null, options, filters);
}
