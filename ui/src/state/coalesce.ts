// Many events, few questions: gathers what happened for a moment, and never asks twice at a time.

/**
 * Answers a function that gathers its arguments for `wait` milliseconds and hands them to
 * `work` at once. While `work` is under way nothing else starts; what comes meanwhile follows.
 */
export function coalesce<T>(work: (gathered: T[]) => Promise<void>, wait: number): (value: T) => void {
  let gathered: T[] = [];
  let timer: ReturnType<typeof setTimeout> | null = null;
  let busy = false;

  const schedule = () => { timer ??= setTimeout(() => { timer = null; void start(); }, wait); };
  const start = async () => {
    if (busy || gathered.length === 0) return;
    busy = true;
    const taken = gathered;
    gathered = [];
    try {
      await work(taken);
    } finally {
      busy = false;
      if (gathered.length > 0) schedule();
    }
  };

  return (value) => {
    gathered.push(value);
    schedule();
  };
}
