// The worlds to look at the window in: nothing yet, everything, a hundred thousand, and hostile.
import { hostileWorld } from './hostile';
import { addItems, addSpecials } from './items';
import { fullJobs } from './jobs';
import { fullRuns } from './runs';
import { emptyWorld, type Scenario, type World } from './world';

export function build(scenario: Scenario, now: number): World {
  const world = emptyWorld(now);
  switch (scenario) {
    case 'empty':
    case 'error':
      return world;
    case 'hostile':
      return hostileWorld(world);
    case 'full':
    case 'large': {
      world.jobs = fullJobs(now);
      world.runs = fullRuns(world.jobs, now);
      addItems(world, scenario === 'large' ? 100_000 : 320, scenario === 'large' ? 60_000 : 38);
      addSpecials(world);
      return world;
    }
  }
}
