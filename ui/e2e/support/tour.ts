// A tour through the views of a scenario: in each look nothing for axe to find, no error, no stranger.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Scenario } from '../mock/world';
import { views, type ViewName } from '../views';
import { goTo, openWindow, settled, violations, type Opened, type Size, type Theme } from './window';

export type Look = readonly [Theme, Size];

export function tour(scenario: Scenario, names: readonly ViewName[], looks: readonly Look[]): void {
  describe(`the ${scenario} window`, () => {
    let opened: Opened;
    // One window for all views, as it is used; a view that breaks it shows in those that follow.
    beforeAll(async () => { opened = await openWindow({ scenario }); });
    afterAll(async () => { await opened.close(); });

    it.each(names)('has nothing for axe to find: %s', async (name) => {
      const { page, problems, strangers } = opened;
      await goTo(page, views[name]);
      for (const [theme, [width, height]] of looks) {
        await page.emulateMedia({ colorScheme: theme });
        await page.setViewportSize({ width, height });
        await settled(page, 50);
        expect(await violations(page), `${theme} at ${width} x ${height}`).toEqual([]);
      }
      expect(await problems()).toEqual([]);
      expect(strangers).toEqual([]);
    });
  });
}
