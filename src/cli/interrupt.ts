// Ctrl-C (SIGINT, SIGTERM): the first asks the work to stop at the next good moment, the second ends the program at once.

import { interruptedStatus } from "./failure.js";

export interface Interrupt {
  readonly signal: AbortSignal;
  /** Gives Ctrl-C back its usual meaning. */
  dispose(): void;
}

/** `onFirst` says what is going to happen. */
export function onInterrupt(onFirst: () => void): Interrupt {
  const controller = new AbortController();
  const signals = ["SIGINT", "SIGTERM"] as const;
  const interrupt = (): void => {
    if (controller.signal.aborted) process.exit(interruptedStatus);
    controller.abort();
    onFirst();
  };
  for (const name of signals) process.on(name, interrupt);
  return {
    signal: controller.signal,
    dispose: () => signals.forEach((name) => process.off(name, interrupt)),
  };
}
