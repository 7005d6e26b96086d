// Starts what all tests share: the server of the built window, the browser, the mock backend as one script.
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import type { TestProject } from 'vitest/node';

import { bundleMock } from './bundle';
import { findChromium, flags } from './chromium';
import { serve } from './serve';

declare module 'vitest' {
  export interface ProvidedContext {
    origin: string;
    browser: string;
    mock: string;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));
  const executablePath = findChromium();
  const { origin, stop } = await serve(process.env['DIST'] ?? path('../../dist'), path('../../../src-tauri/tauri.conf.json'));
  const [server, mock] = await Promise.all([chromium.launchServer({ executablePath, args: flags }), bundleMock()]);
  project.provide('origin', origin);
  project.provide('browser', server.wsEndpoint());
  project.provide('mock', mock);
  return async () => {
    await server.close();
    stop();
  };
}
