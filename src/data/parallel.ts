// Bounded concurrency over numbered tasks.

import { availableParallelism } from "node:os";

/** How many pictures are decoded at a time: one a core, each on one thread. */
export const parallelDecodes: number = availableParallelism();

/** How many small file system calls run at a time. */
export const parallelReads = 16;

/**
 * Runs `task(0)` to `task(count - 1)`, at most `width` at a time, started in order. Where tasks fail, no further one is
 * started, the running ones are awaited, and the failure of the lowest number is thrown: the same one on every run.
 */
export async function inParallel(count: number, width: number, task: (index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const failures: { readonly index: number; readonly error: unknown }[] = [];
  const worker = async (): Promise<void> => {
    while (next < count && failures.length === 0) {
      const index = next++;
      try {
        await task(index);
      } catch (error) {
        failures.push({ index, error });
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, count) }, worker));
  if (failures.length > 0) throw failures.reduce((a, b) => (b.index < a.index ? b : a)).error;
}
