// Moving the focus to what is only about to appear.

/** A row may need a few frames until the virtual list has measured and shown it. */
const FRAMES = 12;
let latest = 0;

/** Focuses what `find` answers as soon as it is visible; a later call takes over from an earlier one. */
export function focusSoon(find: () => HTMLElement | null | undefined): void {
  latest += 1;
  const turn = latest;
  let frames = 0;
  const attempt = () => {
    if (turn !== latest) return;
    const element = find();
    // A hidden element refuses the focus silently.
    element?.focus({ preventScroll: true });
    frames += 1;
    if ((!element || document.activeElement !== element) && frames < FRAMES) requestAnimationFrame(attempt);
  };
  attempt();
}

/** Moves the focus to the next pane of the window (F6), to where work in it begins. */
export function focusPane(step: number): void {
  const panes = [...document.querySelectorAll<HTMLElement>('[data-pane], main:not(:has([data-pane]))')].filter(({ offsetWidth }) => offsetWidth > 0);
  const at = panes.findIndex((pane) => pane.contains(document.activeElement));
  const pane = panes[(Math.max(at, step > 0 ? -1 : 0) + step + panes.length) % panes.length];
  if (!pane) return;
  const start =
    pane.querySelector<HTMLElement>('[data-pane-start]') ??
    pane.querySelector<HTMLElement>('[role="grid"] [tabindex="0"], [role="listbox"] [tabindex="0"], a[href], button:not(:disabled), input, [tabindex="0"]');
  if (!start) pane.tabIndex = -1;
  (start ?? pane).focus();
}
