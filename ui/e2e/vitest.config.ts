// The tests that look at the built window in Chromium, over the mock backend.
import { resolve } from 'node:path';

import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Vite would make a node_modules of its own in this folder.
  cacheDir: resolve(import.meta.dirname, '../node_modules/.vite-e2e'),
  test: {
    root: import.meta.dirname,
    include: ['*.test.ts'],
    globalSetup: ['./support/setup.ts'],
    // Far more than it takes: a machine that builds meanwhile is slow, and not wrong.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 10_000 } },
    // One browser; many pages at once only wait for each other.
    maxWorkers: 2,
  },
});
