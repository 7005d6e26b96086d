// Finds the Chromium that the tests look through.
import { existsSync } from 'node:fs';

const usual = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/snap/bin/chromium'];

export function findChromium(): string {
  const wanted = process.env['CHROMIUM'];
  const found = [wanted, ...(wanted ? [] : usual)].find((path) => path !== undefined && existsSync(path));
  if (found === undefined) {
    throw new Error(
      wanted
        ? `CHROMIUM names ${wanted}, and there is no such file.`
        : `The window is tested in Chromium, and none was found at ${usual.join(', ')}. Install the package "chromium", or name its program in the variable CHROMIUM.`,
    );
  }
  return found;
}

/** Containers and hardened kernels have no sandbox for it; it only ever sees our own pages. */
export const flags = ['--no-sandbox', '--force-color-profile=srgb'];
