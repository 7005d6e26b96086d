// Every view of a window that is in use, in both themes and at every width.
import { sizes } from './support/window';
import { tour } from './support/tour';
import { viewNames } from './views';

tour('full', viewNames, [['light', sizes.wide], ['dark', sizes.wide], ['dark', sizes.middle], ['light', sizes.narrow]]);
