// For tests: an object whose changes components see, as they see the state of a view.

export function reactive<T extends object>(value: T): T {
  const state = $state(value);
  return state;
}
