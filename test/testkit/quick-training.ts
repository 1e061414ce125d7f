// A training of seconds, for tests of what is around it.

import path from "node:path";
import { train, type TrainedModel, type TrainingEvent } from "../../src/index.js";
import type { TrainOptions } from "../../src/training/index.js";
import { quick } from "./gratings.js";
import { temporaryFolder } from "./pictures.js";

/** `quickly(options)` trains on a folder, or on another source, closes, and returns what there is to know. */
export function quickTraining(
  data: string,
): (options: TrainOptions, source?: string) => Promise<{ model: TrainedModel; events: TrainingEvent[] }> {
  return async (options, source = data) => {
    const events: TrainingEvent[] = [];
    const model = await train(source, { ...quick, ...options, onEvent: (event) => events.push(event) });
    await model.close();
    return { model, events };
  };
}

/** A run's folder that is not there yet. */
export function newRun(): string {
  return path.join(temporaryFolder(), "run");
}
