// Where events go: to the run's log, to whoever listens, and into a list that the report is drawn from.

import type { OnEvent, TrainingEvent } from "./events.js";
import type { RunFolder } from "./run-folder.js";

export interface Journal {
  readonly emit: OnEvent;
  /** All events of the run, those before it was resumed included. */
  readonly events: readonly TrainingEvent[];
}

/** Begins with the events that a resumed run has behind it. */
export function createJournal(
  run: RunFolder | undefined,
  onEvent: OnEvent | undefined,
  before: readonly TrainingEvent[] = [],
): Journal {
  const events = [...before];
  return {
    events,
    emit(event) {
      events.push(event);
      run?.log(event);
      onEvent?.(event);
    },
  };
}
