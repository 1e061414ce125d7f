// The state of a store as it was a moment ago: so that a hundred searches a second need not ask the store a hundred times.

import type { StoreState } from "./store.js";

export interface RecentState {
  /** A state that was read no longer ago than allowed. Throws what reading throws. */
  get(): Promise<StoreState>;
  /** The next one is read anew: something has been written. */
  forget(): void;
}

/** @param maxAge - milliseconds, counted from when reading began; 0: read each time */
export function recentState(read: () => Promise<StoreState>, maxAge: number): RecentState {
  let last: { readonly begun: number; readonly state: Promise<StoreState> } | undefined;
  return {
    get() {
      const now = performance.now();
      if (last !== undefined && now - last.begun < maxAge) return last.state;
      const begun = { begun: now, state: read() };
      last = begun;
      begun.state.catch(() => {
        if (last === begun) last = undefined;
      });
      return begun.state;
    },
    forget() {
      last = undefined;
    },
  };
}
