// Every setting by name: what the rows are called, what they say about themselves, what finds them.

export interface RowText {
  label: string;
  hint?: string;
  /** What somebody might type who does not know the label. */
  words?: string;
}

export const sections = {
  accounts: {
    title: 'Accounts and keys',
    intro: 'Most platforms need none. A key goes in and is never shown again.',
    rows: {
      keys: { label: 'Keys of platforms', words: 'accounts login password set test remove' },
      place: { label: 'Where keys are kept', words: 'keychain keyring wallet secrets file' },
    },
  },
  addresses: {
    title: 'Addresses and versions',
    intro: 'For mirrors, servers of your own, and what a platform has renamed. Most people leave all of it as it is.',
    rows: {
      platforms: { label: 'Settings of platforms', words: 'server mirror instance base url api version' },
    },
  },
  notifications: {
    title: 'Notifications',
    intro: 'All new items of one check come as one message. A failure is told once, and so is the recovery.',
    rows: {
      new_content: { label: 'New content', hint: 'Title, author and the first words', words: 'items messages pop-ups' },
      failures: { label: 'Failures and recoveries', hint: 'After 3 failed checks over at least 1 hour', words: 'errors problems' },
      quiet: { label: 'Quiet hours', words: 'night do not disturb silence weekdays' },
      service: { label: 'Notification service', words: 'desktop messages state' },
      desktop: { label: 'Desktop', words: 'messages pop-ups digest daily weekly test channel' },
      mail: { label: 'Mail', words: 'email e-mail smtp server digest daily weekly test channel' },
      webhook: { label: 'Webhook', words: 'ntfy discord slack matrix json template digest daily weekly test channel' },
      told: { label: 'What was told', hint: 'The latest messages, and how each channel stands with them', words: 'history log sent delivered' },
    },
  },
  'start-up': {
    title: 'Start-up',
    intro: 'Closing the window does not end the watch: it goes on in the tray.',
    rows: {
      at_login: { label: 'Start when I log in', words: 'autostart launch boot' },
      hidden: { label: 'Start hidden', hint: 'Only the tray icon, no window', words: 'background minimised' },
      tray: { label: 'Tray icon', words: 'indicator panel state' },
    },
  },
  appearance: {
    title: 'Appearance and time',
    intro: 'Dates and numbers are written as your desktop’s language has them.',
    rows: {
      theme: { label: 'Theme', words: 'dark light colours system' },
      time_zone: { label: 'Time zone', hint: 'For every time shown, and for new schedules', words: 'clock utc' },
      shortcuts: { label: 'Single-key shortcuts', hint: 'Letters such as J, K and S act without Ctrl', words: 'keyboard letters' },
    },
  },
  storage: {
    title: 'Storage',
    intro: 'Everything that Tidewatch keeps lies in one folder on this computer.',
    rows: {
      folder: { label: 'Data folder', words: 'directory path database open' },
      keep: { label: 'What is kept', hint: 'For jobs without limits of their own', words: 'retention delete old items days limit' },
      backups: { label: 'Copies of the database', words: 'backup restore copy save' },
      doctor: { label: 'Check the database', hint: 'Whether it is sound, and whether everything it needs is there', words: 'doctor damaged repair test integrity' },
      size: { label: 'Kept so far', words: 'size space disk items bytes' },
      opml: { label: 'Move feeds in or out', hint: 'OPML, as other feed readers read and write it', words: 'import export opml backup' },
    },
  },
  api: {
    title: 'Local API',
    intro: 'For scripts on this computer. The network cannot reach it.',
    rows: {
      serve: { label: 'Serve the API', words: 'http rest server switch' },
      port: { label: 'Port', hint: 'From 1 to 65535', words: 'address number' },
      token: { label: 'Access token', words: 'key secret password bearer' },
    },
  },
  about: {
    title: 'About',
    intro: 'Tidewatch keeps watch over public pages and tells what is new.',
    rows: {
      version: { label: 'Version', words: 'release number' },
      licence: { label: 'Licence', words: 'license mit apache' },
      schedule: { label: 'Who runs the schedule', words: 'monitor process owner' },
      keychain: { label: 'Keychain', words: 'keyring wallet passwords state' },
    },
  },
} as const satisfies Record<string, { title: string; intro: string; rows: Record<string, RowText> }>;

export type SectionId = keyof typeof sections;
type RowsOf<S extends SectionId> = S extends SectionId ? `${S}/${keyof (typeof sections)[S]['rows'] & string}` : never;
/** A setting, such as `appearance/theme`. */
export type RowId = RowsOf<SectionId>;

export const sectionIds = Object.keys(sections) as SectionId[];

export function rowText(id: RowId): RowText {
  const [section, row] = id.split('/', 2) as [SectionId, string];
  return (sections[section].rows as Record<string, RowText>)[row] ?? { label: row };
}

/**
 * The settings in which every word of the query occurs; all of them for an empty one. `more` has
 * words of rows that are only known while the window runs, such as the names of platforms.
 */
export function findRows(query: string, more: Partial<Record<RowId, string>> = {}): ReadonlySet<RowId> {
  const words = query.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  const found = new Set<RowId>();
  for (const section of sectionIds) {
    for (const [row, text] of Object.entries<RowText>(sections[section].rows)) {
      const id = `${section}/${row}` as RowId;
      const all = [sections[section].title, text.label, text.hint, text.words, more[id]].join(' ').toLocaleLowerCase();
      if (words.every((word) => all.includes(word))) found.add(id);
    }
  }
  return found;
}
