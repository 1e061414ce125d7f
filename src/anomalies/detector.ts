// A detector in use: how unlike the normal rows is each of these, and is that an anomaly?

import type { Matrix } from "../core/embeddings.js";
import { check, KindredError } from "../core/errors.js";
import type { HostTensor, Session } from "../engine/index.js";
import type { UnreadableInput } from "../model/input-reader.js";
import { readInputs, type EmbedInput } from "../model/read-inputs.js";
import { checkBlock } from "./check-rows.js";
import { decodeDetectorInfo, type DetectorInfo } from "./format.js";
import { batchRows } from "./held-out.js";

export interface Scores {
  /** Larger is less normal. Length N. */
  readonly scores: Float32Array;
  /** Share of normal rows, those that were held out when fitting, that are at least as unlike; > 0, <= 1. Length N. */
  readonly pValues: Float32Array;
  /** 1 where the score is above the threshold, else 0. Length N. */
  readonly anomalies: Uint8Array;
  readonly threshold: number;
}

export interface InputScores extends Scores {
  /** Inputs that have no score, because they could not be read. */
  readonly unreadable: readonly UnreadableInput[];
}

export interface Detector {
  /** What the detector's file says about itself. */
  readonly info: DetectorInfo;
  /**
   * Scores rows of numbers, `[N, D]`, NaN for what is missing; of a detector with an encoder inside, embeddings do not do.
   *
   * @throws DIMENSION_MISMATCH; INVALID_INPUT, naming the row, where a number is infinite or a whole row is missing
   */
  score(rows: Matrix): Promise<Scores>;
  /** Scores pictures or series, of a detector with an encoder inside. What cannot be read is left out and named. */
  scoreInputs(inputs: readonly EmbedInput[]): Promise<InputScores>;
  /** Writes the file; what is there is replaced at once or not at all. Throws DISK_FULL. */
  save(path: string): Promise<void>;
  /** Frees native memory. */
  close(): Promise<void>;
}

/** The detector in a file, or in the bytes of one. Throws NOT_FOUND, MODEL_INVALID, MODEL_VERSION. */
export async function loadDetector(source: string | Uint8Array): Promise<Detector> {
  if (typeof source !== "string") return openDetector(source, "detector");
  const { readModelFile } = await import("../model/load.js");
  return openDetector(await readModelFile(source), source);
}

/** @param where - names the file in messages */
export function openDetector(bytes: Uint8Array, where: string): Detector {
  const info = decodeDetectorInfo(bytes, where);
  let started: Promise<Session> | undefined;
  const run = async (feeds: Readonly<Record<string, HostTensor>>): Promise<Readonly<Record<string, HostTensor>>> => {
    started ??= start(bytes, where);
    return (await started).run(feeds);
  };
  return {
    info,
    score: (rows) => scoreRows(rows, info, run),
    scoreInputs: (inputs) => scoreInputs(inputs, info, run),
    async save(path) {
      const { writeAtomically } = await import("../model/write-atomically.js");
      await writeAtomically(path, bytes);
    },
    async close() {
      const running = started;
      started = undefined;
      await (await running?.catch(() => undefined))?.release();
    },
  };
}

type Run = (feeds: Readonly<Record<string, HostTensor>>) => Promise<Readonly<Record<string, HostTensor>>>;

async function start(bytes: Uint8Array, where: string): Promise<Session> {
  const { runtime } = await import("#runtime");
  try {
    return await runtime.createSession(bytes);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new KindredError("MODEL_INVALID", `${where}: the graph is damaged: ${reason}`, { cause: error });
  }
}

async function scoreRows(rows: Matrix, { input, width, alarm }: DetectorInfo, run: Run): Promise<Scores> {
  check(input.kind === "rows", "INVALID_INPUT", "score: the detector has an encoder inside; use scoreInputs");
  check(rows.columns === width || rows.rows === 0, "DIMENSION_MISMATCH", () => {
    return `score: expected rows of ${width} numbers, got ${rows.columns}`;
  });
  checkBlock(rows, "row");
  const result = emptyScores(rows.rows, alarm.threshold);
  for (let from = 0; from < rows.rows; from += batchRows) {
    const to = Math.min(rows.rows, from + batchRows);
    const data = rows.data.slice(from * width, to * width);
    put(result, await run({ rows: { dtype: "float32", shape: [to - from, width], data } }), from);
  }
  return result;
}

async function scoreInputs(
  inputs: readonly EmbedInput[],
  { input, alarm }: DetectorInfo,
  run: Run,
): Promise<InputScores> {
  check(input.kind === "model", "INVALID_INPUT", "scoreInputs: the detector takes rows of numbers; use score");
  const { source, place, failed } = await readInputs(inputs, input.model.input, "skip");
  const all = emptyScores(source.count, alarm.threshold);
  for (let from = 0; from < source.count; from += pictureBatch) {
    put(all, await run(await source.feeds(from, Math.min(source.count, from + pictureBatch))), from);
  }
  const gone = new Set(failed().map(({ index }) => index));
  const kept = [...inputs.keys()].filter((index) => !gone.has(index)).map(place);
  return {
    scores: Float32Array.from(kept, (at) => all.scores[at]!),
    pValues: Float32Array.from(kept, (at) => all.pValues[at]!),
    anomalies: Uint8Array.from(kept, (at) => all.anomalies[at]!),
    threshold: alarm.threshold,
    unreadable: failed(),
  };
}

/** Pictures or series at a time. */
const pictureBatch = 32;

function emptyScores(count: number, threshold: number): Scores {
  return {
    scores: new Float32Array(count),
    pValues: new Float32Array(count),
    anomalies: new Uint8Array(count),
    threshold,
  };
}

function put({ scores, pValues, anomalies }: Scores, outputs: Readonly<Record<string, HostTensor>>, at: number): void {
  scores.set(outputs["score"]!.data as Float32Array, at);
  pValues.set(outputs["p_value"]!.data as Float32Array, at);
  anomalies.set(outputs["anomaly"]!.data as Uint8Array, at);
}
