// The time zones to choose from.
import { timeZones } from '../../jobs/schedule';

/** Every zone that the window knows; a chosen one that it does not know stays a choice. */
export function zoneOptions(chosen: string | null): string[] {
  const all = new Set([...timeZones(), ...(chosen === null ? [] : [chosen])]);
  return [...all].sort((a, b) => a.localeCompare(b));
}

export function computersZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}
