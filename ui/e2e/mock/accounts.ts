// Keys and settings of platforms in the mock backend. Of a key only whether it is right is kept.
import type { CostEstimate } from '../../src/bindings/CostEstimate';
import type { Event } from '../../src/bindings/Event';
import type { FieldError } from '../../src/bindings/FieldError';
import type { KeyStatus } from '../../src/bindings/KeyStatus';
import type { NewJob } from '../../src/bindings/NewJob';
import type { Platform } from '../../src/bindings/Platform';
import { failure, type Args, type Command } from './commands';
import { platforms } from './platforms';
import { recognise } from './targets';
import { DAY, MINUTE, iso, type World } from './world';

/** The value that every platform takes; with "later" in it, nobody answers. */
export const RIGHT = 'right-0123456789';

const aboutOf = (platform: Platform) => platforms.find((about) => about.platform === platform);

export function accountCommands(world: World, emit: (event: Event) => void): Record<string, Command> {
  const { accounts } = world;
  const answers = new Map<Platform, 'works' | 'wrong' | 'later'>();
  const find = (platform: Platform): KeyStatus => {
    const found = accounts.keys.find((key) => key.platform === platform);
    if (!found) throw failure('not_found', 'No key is set for it.');
    return found;
  };
  const changed = <T>(answer: T): T => {
    emit({ event: 'settings_changed' });
    return answer;
  };

  return {
    get_accounts: () => structuredClone(accounts),
    set_key: ({ platform, values }) => {
      const fields = aboutOf(platform)?.key?.fields ?? [];
      const faults: FieldError[] = fields.filter(({ name, is_optional }) => !is_optional && !values[name]?.trim()).map(({ name, label }) => ({ field: `key.${name}`, message: `${label} is missing.` }));
      if (faults.length > 0) throw failure('invalid_field', 'The key was refused.', faults);
      const all = Object.values(values);
      answers.set(platform, all.includes(RIGHT) ? 'works' : all.some((value) => value.includes('later')) ? 'later' : 'wrong');
      const status: KeyStatus = { platform, state: 'untested', set_at: iso(world.now), checked_at: null, message: null };
      accounts.keys = [...accounts.keys.filter((key) => key.platform !== platform), status];
      return changed({ ...status });
    },
    test_key: ({ platform }) => {
      const status = find(platform);
      const name = aboutOf(platform)?.name ?? '';
      const answer = answers.get(platform) ?? (status.state === 'wrong' ? 'wrong' : 'works');
      status.checked_at = iso(world.now);
      if (answer === 'later') status.message = `${name} did not answer within 30 seconds.`;
      else Object.assign(status, { state: answer, message: answer === 'works' ? 'It may read public posts.' : `${name} does not know this key (401).` });
      return changed({ ...status });
    },
    remove_key: ({ platform }) => {
      accounts.keys = accounts.keys.filter((key) => key !== find(platform));
      return changed(null);
    },
    open_key_page: () => null,
    set_secret_place: ({ place }) => {
      accounts.place = place;
      const lost = world.lostSecrets;
      accounts.keys = accounts.keys.filter((key) => !lost.platforms.includes(key.platform));
      return changed(lost);
    },
    set_platform_setting: ({ platform, name, value }) => {
      const setting = aboutOf(platform)?.settings.find((known) => known.name === name);
      if (name === 'base_url' && value !== null && !URL.canParse(value)) {
        throw failure('invalid_field', 'base_url: no', [{ field: name, message: 'This is not the address of a server, such as https://example.org.' }]);
      }
      const own = Object.entries(accounts.settings[platform] ?? {}).filter(([known]) => known !== name);
      if (value !== null && value !== setting?.default) own.push([name, value]);
      accounts.settings[platform] = Object.fromEntries(own);
      return changed(null);
    },
    estimate_cost: ({ job }) => cost(world, job),
  };
}

/** Only X counts what it grants. */
function cost(world: World, job: NewJob): CostEstimate | null {
  if ((job.platform ?? recognise(world, job.target_url).platform) !== 'x') return null;
  refuseOptions(job.options);
  const every = { hourly: 60, daily: 1_440, weekly: 10_080, monthly: 43_200, custom: job.interval_minutes ?? 60, cron: 1_440 }[job.frequency ?? 'hourly'] * MINUTE;
  const perDay = Math.max(1, Math.ceil(DAY / every)) * (job.options['replies'] === 'false' ? 5 : 10);
  const isOver = perDay > 500;
  return {
    per_day: perDay, of_all_jobs: perDay, granted_per_day: 500, unit: 'posts', is_over: isOver,
    text: `This schedule needs about ${perDay} posts a day of the 500 that X grants.${isOver ? ' That is more than there is: checks will have to wait. Choose a longer interval.' : ''}`,
  };
}

/** Refuses what is no language, as the engine refuses what an option cannot be. */
export function refuseOptions(options: Args['job']['options'] | undefined): void {
  if (/[[>]$/.test(options?.['selector'] ?? '')) {
    const message = 'This is not a CSS selector that can be read. Write one such as #prices, .news li or h2 > a.';
    throw failure('invalid_field', `options.selector: ${message}`, [{ field: 'options.selector', message }]);
  }
  if (!/^([a-z]{2})?$/.test(options?.['language'] ?? '')) {
    const message = 'A language is written as two letters, such as en.';
    throw failure('invalid_field', `options.language: ${message}`, [{ field: 'options.language', message }]);
  }
}
