// Every view of the window by its route, over the jobs, items and runs that the mock backend has.
import { uuid } from './mock/world';

const job = uuid(1, 1);

export const views = {
  inbox: '#/inbox',
  starred: '#/inbox/starred',
  'inbox of a job': `#/inbox/job/${job}`,
  'inbox of a platform': '#/inbox/platform/youtube',
  'one item': '#/items/40',
  jobs: '#/jobs',
  'one job': `#/jobs/${job}`,
  'runs of a job': `#/jobs/${job}/runs`,
  'items of a job': `#/jobs/${job}/items`,
  'settings of a job': `#/jobs/${job}/settings`,
  'add job': '#/jobs/new?target=https%3A%2F%2Fsandbank.example%2Ffeed',
  'add job that needs a key': '#/jobs/new?target=https%3A%2F%2Fx.com%2Fharbourwatch',
  'add job on a page': '#/jobs/new?target=https%3A%2F%2Fnofeed.example%2Ffees',
  'edit job': `#/jobs/${job}/edit`,
  activity: '#/activity',
  'one run': `#/runs/${uuid(2, 3)}`,
  told: '#/activity/told',
  settings: '#/settings',
  'settings of notifications': '#/settings/notifications',
  'settings of storage': '#/settings/storage',
} as const;

export type ViewName = keyof typeof views;
export const viewNames = Object.keys(views) as ViewName[];
