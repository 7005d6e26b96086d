// The tests that look at the built window in Chromium, over the mock backend.
import { defineConfig } from 'vitest/config';

export default defineConfig({
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
