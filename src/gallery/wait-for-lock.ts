// Takes a lock file as soon as whoever has it is done.

import { setTimeout as pause } from "node:timers/promises";
import { KindredError } from "../core/errors.js";
import { takeLock, type Lock } from "../training/lock.js";

/** How long a writer waits for others, in milliseconds. Their writes take tenths of a second; building an index, minutes. */
const patience = 600_000;

/** Throws GALLERY_BUSY where others have it for more than `longest` milliseconds. */
export async function waitForLock(file: string, longest: number = patience): Promise<Lock> {
  const until = performance.now() + longest;
  for (let wait = 5; ; wait = Math.min(100, wait * 1.5)) {
    try {
      return await takeLock(file, busy(file));
    } catch (error) {
      if (!(error instanceof KindredError) || error.code !== "GALLERY_BUSY" || performance.now() > until) throw error;
    }
    await pause(wait * (0.5 + Math.random()));
  }
}

function busy(file: string): (who: string) => KindredError {
  return (who) => {
    const message = `${file}: ${who} has been writing for too long; if you know it is gone, delete the file`;
    return new KindredError("GALLERY_BUSY", message);
  };
}
