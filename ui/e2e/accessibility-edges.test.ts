// Every view where there is nothing, where everything fails, where texts are hostile, where every job has its own trouble, where there is very much.
import { sizes } from './support/window';
import { tour, type Look } from './support/tour';
import { viewNames } from './views';

const looks: Look[] = [['light', sizes.wide], ['dark', sizes.narrow]];

tour('empty', viewNames, looks);
tour('error', viewNames, looks);
tour('hostile', viewNames, [...looks, ['light', sizes.middle]]);
tour('large', ['inbox', 'jobs', 'activity'], looks);
tour('failures', ['jobs', 'one job'], [...looks, ['dark', sizes.wide], ['light', sizes.narrow]]);
