// At most so many at a time; the others wait their turn, first come, first served.

export interface Turns {
  /** Runs `task` when it is its turn. Throws what it throws, and the signal's reason where that comes first. */
  take<T>(task: () => Promise<T>, signal?: AbortSignal): Promise<T>;
}

export function turns(width: number): Turns {
  const waiting: (() => void)[] = [];
  let running = 0;
  return {
    async take(task, signal) {
      // A turn is handed on, not given up and taken again: nobody overtakes.
      if (running >= width) await new Promise<void>((resolve) => waiting.push(resolve));
      else running++;
      try {
        signal?.throwIfAborted();
        return await task();
      } finally {
        const next = waiting.shift();
        if (next === undefined) running--;
        else next();
      }
    },
  };
}
