// The process of a lane: loads the models it is told of, and answers one batch after the other until its parent hangs up.
//
//   parent ─► LaneStart            lane ─► { ready: true }, or LaneFailure
//   parent ─► LaneBatch            lane ─► LaneAnswer
//
// Messages are in V8's format, in which bytes stay bytes.

import { KindredError } from "../core/errors.js";
import { loadModel } from "../model/index.js";
import { encoderOf, type Encoder, type Outcome } from "./encode.js";
import { growHeapFreely } from "./heap.js";
import type { LaneAnswer, LaneBatch, LaneFailure, LaneStart, SentOutcome } from "./lane.js";

const encoders = new Map<string, Encoder>();

growHeapFreely();

// Ctrl-C reaches all processes of a terminal: what has been accepted is finished first.
process.on("SIGINT", () => undefined);
process.on("SIGTERM", () => undefined);
process.on("disconnect", () => process.exit(0));
process.on("message", (message: LaneStart | LaneBatch) => {
  void ("models" in message ? start(message) : answer(message)).then((told) => process.send!(told));
});

async function start({ models, threads, maxPixels }: LaneStart): Promise<{ readonly ready: true } | LaneFailure> {
  try {
    for (const [name, path] of Object.entries(models)) {
      const model = await loadModel(path, { threads });
      // An embedding of nothing starts the encoder: a damaged graph shows now, and the first request does not wait.
      await model.embedSource({ count: 0, feeds: () => Promise.resolve({}) });
      encoders.set(name, encoderOf(model, maxPixels));
    }
    return { ready: true };
  } catch (error) {
    return failure(error);
  }
}

async function answer({ id, model, inputs }: LaneBatch): Promise<LaneAnswer> {
  try {
    return { id, outcomes: (await encoders.get(model)!.encode(inputs)).map(sent) };
  } catch (error) {
    return { id, ...failure(error) };
  }
}

function sent(outcome: Outcome): SentOutcome {
  return outcome instanceof KindredError ? { code: outcome.code, message: outcome.message } : outcome;
}

function failure(error: unknown): LaneFailure {
  if (error instanceof KindredError) return { code: error.code, message: error.message };
  return { message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}
