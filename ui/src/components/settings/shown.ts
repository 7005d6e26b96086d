// Which settings the search leaves on the page, handed down to the rows.
import { createContext } from 'svelte';

import type { RowId } from './catalogue';

/** A function, so that the rows follow what is typed. */
export const [shownRows, setShownRows] = createContext<() => ReadonlySet<RowId>>();
