// The window as the tests see it: opened over a scenario, with everything that goes wrong written down.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type axe from 'axe-core';
import { chromium, type Browser, type Page } from 'playwright-core';
import { inject } from 'vitest';

import type { StoreTrouble } from '../../src/bindings/StoreTrouble';
import type { Scenario } from '../mock/world';

export type Theme = 'light' | 'dark';
export type Size = readonly [width: number, height: number];
export const sizes = { wide: [1280, 800], middle: [900, 600], narrow: [640, 600] } as const satisfies Record<string, Size>;
/** What time it is in every test that names no other. */
export const NOW = '2026-11-24T14:08:00Z';

export interface Opened {
  page: Page;
  /** Errors of the console, exceptions, violations of the content policy. */
  problems: () => Promise<string[]>;
  /** Addresses beyond the served folder that something asked for. */
  strangers: string[];
  close: () => Promise<void>;
}

interface Wanted {
  scenario: Scenario;
  route?: string;
  size?: Size;
  theme?: Theme;
  locale?: string;
  now?: string;
  /** Lets things move, as they do for most people. */
  moving?: boolean;
  /** What differs of the trouble of a damaged database. */
  trouble?: Partial<StoreTrouble>;
}

let browser: Promise<Browser> | undefined;

export async function openWindow({ scenario, route = '#/inbox', size = sizes.wide, theme = 'light', locale = 'en-GB', now = NOW, moving = false, trouble }: Wanted): Promise<Opened> {
  browser ??= chromium.connect(inject('browser'));
  const origin = inject('origin');
  const [width, height] = size;
  const context = await (await browser).newContext({
    viewport: { width, height }, colorScheme: theme, reducedMotion: moving ? 'no-preference' : 'reduce', locale, timezoneId: 'Europe/London',
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  context.setDefaultTimeout(10_000);
  const page = await context.newPage();
  const seen: string[] = [];
  const strangers: string[] = [];
  page.on('console', (message) => { if (message.type() === 'error' || message.type() === 'warning') seen.push(`console: ${message.text()}`); });
  page.on('pageerror', (error) => { seen.push(`exception: ${error.message}`); });
  page.on('dialog', (dialog) => { seen.push(`dialog: ${dialog.message()}`); void dialog.dismiss(); });
  page.on('request', (request) => { if (!request.url().startsWith(`${origin}/`)) strangers.push(request.url()); });
  context.on('page', (other) => { strangers.push(`a page of its own: ${other.url()}`); });
  await page.addInitScript(`window.__mockScenario = ${JSON.stringify(scenario)};`);
  await page.addInitScript(inject('mock'));
  if (trouble) await page.addInitScript((more) => { window.__mockTrouble = more; }, trouble);
  // Only what the date says is held; timers run as they do.
  await page.clock.setFixedTime(now);
  await page.goto(`${origin}/${route}`);
  await settled(page);
  return {
    page,
    strangers,
    problems: async () => [...seen, ...(await page.evaluate(() => window.__violations)).map((text) => `content policy: ${text}`)],
    close: () => context.close(),
  };
}

/** Goes to another route of the same window. */
export async function goTo(page: Page, route: string): Promise<void> {
  await page.evaluate((hash) => { location.hash = hash; }, route);
  await settled(page);
}

/** Waits until nothing in the page has changed for a moment. */
export async function settled(page: Page, rest = 80): Promise<void> {
  await page.evaluate((quiet) => new Promise<void>((done) => {
    let timer = setTimeout(end, quiet);
    const observer = new MutationObserver(() => {
      clearTimeout(timer);
      timer = setTimeout(end, quiet);
    });
    observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
    // A page that never rests is looked at as it is.
    const latest = setTimeout(end, 3_000);
    function end() {
      observer.disconnect();
      clearTimeout(timer);
      clearTimeout(latest);
      done();
    }
  }), rest);
}

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds, one line per element. On a busy machine a new theme may reach some elements late: what counts is there at a second look. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(`window.axe ?? (() => { ${axeSource} })()`);
  const found = await look(page);
  if (found.length === 0) return found;
  await settled(page);
  return look(page);
}

async function look(page: Page): Promise<string[]> {
  // A change of theme shows with the next frame, and colours take a moment to pass over.
  await page.evaluate(async () => {
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    const ending = document.getAnimations().filter((animation) => animation.effect?.getComputedTiming().iterations !== Infinity);
    await Promise.allSettled(ending.map((animation) => animation.finished));
  });
  return page.evaluate(async () => {
    const { axe: checker } = window as unknown as { axe: typeof axe };
    const { violations: found } = await checker.run(document, { resultTypes: ['violations'] });
    return found.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.failureSummary?.split('\n')[1]?.trim() ?? ''}`));
  });
}

/** The arguments of every call of a command so far. */
export function calls(page: Page, command: string): Promise<Record<string, unknown>[]> {
  return page.evaluate((name) => window.__mock.calls.filter((call) => call.command === name).map((call) => call.args), command);
}
