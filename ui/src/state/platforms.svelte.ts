// What can be watched, and how each platform's name is written.
import { api } from '../api';
import type { Platform } from '../bindings/Platform';
import type { PlatformAbout } from '../bindings/PlatformAbout';

class Platforms {
  list: PlatformAbout[] = $state.raw([]);

  async refresh(): Promise<void> {
    try {
      this.list = await api.listPlatforms();
    } catch {
      // The ids serve as names until the list is there.
    }
  }

  /** "YouTube" for `youtube`. */
  name(platform: Platform): string {
    const known = this.list.find((about) => about.platform === platform);
    return known?.name ?? platform.charAt(0).toUpperCase() + platform.slice(1);
  }
}

export const platforms = new Platforms();
