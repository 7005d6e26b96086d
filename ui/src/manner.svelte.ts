// How dates and numbers are said in this window; what shows them is drawn anew when it changes.

/** Both absent means the desktop's own. */
export interface Manner {
  locale?: string;
  timeZone?: string;
}

export const chosen: { manner: Manner } = $state({ manner: {} });
