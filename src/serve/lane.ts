// A lane: a process that decodes and encodes, beside others. onnxruntime-node computes on the thread that asks it to, so that a
// service of one process would use one core, and answer nobody meanwhile.
//
// What kills a lane (a picture that a decoder cannot bear, memory) kills one batch: the service goes on, and the lane is
// started anew.

import { fork, type ChildProcess } from "node:child_process";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import { KindredError, type ErrorCode } from "../core/errors.js";
import type { Encoder, NamedInput, Outcome } from "./encode.js";

export interface LaneStart {
  /** Name -> path. */
  readonly models: Readonly<Record<string, string>>;
  readonly threads: number;
  readonly maxPixels: number;
}

export interface LaneBatch {
  readonly id: number;
  readonly model: string;
  readonly inputs: readonly NamedInput[];
}

export interface LaneFailure {
  /** Absent of what is a bug. */
  readonly code?: ErrorCode;
  readonly message: string;
}

export type SentOutcome = Float32Array | LaneFailure;

export type LaneAnswer = { readonly id: number } & ({ readonly outcomes: readonly SentOutcome[] } | LaneFailure);

type LaneMessage = { readonly ready: true } | LaneAnswer | LaneFailure;

export interface Lane {
  /** The lane as the encoder of one of its models. */
  encoder(model: string): Encoder;
  close(): Promise<void>;
}

interface Waiting {
  resolve(outcomes: readonly Outcome[]): void;
  reject(error: unknown): void;
}

/** Milliseconds before a lane that has ended is started anew, and that it may take to end when it is told to. */
const pause = 500;
const patience = 2000;

/** Starts a lane. Throws what loading the models throws. @param onDeath - hears of a lane that ended by itself */
export async function openLane(start: LaneStart, onDeath: (reason: string) => void): Promise<Lane> {
  const waiting = new Map<number, Waiting>();
  let next = 0;
  let closing = false;
  let running: Promise<ChildProcess>;
  const begin = async (): Promise<ChildProcess> => {
    const child = await startedChild(start, (told) => settle(waiting, told));
    child.once("exit", (code, signal) => {
      if (closing) return;
      const lost = new KindredError("OVERLOADED", "the process that worked on it ended; ask again");
      for (const { reject } of waiting.values()) reject(lost);
      waiting.clear();
      onDeath(`a lane ended by ${signal ?? `status ${code}`}, and is started anew`);
      running = again(begin, () => closing);
      running.catch(() => undefined);
    });
    return child;
  };
  running = begin();
  await running;
  return {
    encoder: (model) => ({
      async encode(inputs) {
        const child = await running;
        const id = next++;
        return new Promise((resolve, reject) => {
          waiting.set(id, { resolve, reject });
          child.send({ id, model, inputs } satisfies LaneBatch, (error) => {
            if (error === null || !waiting.delete(id)) return;
            reject(
              new KindredError("OVERLOADED", "the process that was to work on it is gone; ask again", { cause: error }),
            );
          });
        });
      },
    }),
    async close() {
      closing = true;
      await running.then(ended, () => undefined);
    },
  };
}

/** Tries until it works, or is not wanted any more. */
async function again<T>(begin: () => Promise<T>, isOver: () => boolean): Promise<T> {
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, pause));
    try {
      return await begin();
    } catch (error) {
      if (isOver()) throw error;
    }
  }
}

function startedChild(start: LaneStart, hear: (told: LaneAnswer) => void): Promise<ChildProcess> {
  const file = fileURLToPath(new URL(`./lane-process${extname(import.meta.url)}`, import.meta.url));
  const child = fork(file, {
    serialization: "advanced",
    stdio: ["ignore", "ignore", "inherit", "ipc"],
    execArgv: process.execArgv.filter((word) => !/^--(inspect|test)/.test(word)),
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", () => reject(new KindredError("OVERLOADED", "a lane ended before it had begun")));
    child.on("message", (told: LaneMessage) => {
      if ("id" in told) hear(told);
      else if ("ready" in told) resolve(child);
      else {
        reject(asError(told));
        child.disconnect();
      }
    });
    child.send(start);
  });
}

function settle(waiting: Map<number, Waiting>, told: LaneAnswer): void {
  const asked = waiting.get(told.id);
  waiting.delete(told.id);
  if (asked === undefined) return;
  if (!("outcomes" in told)) return asked.reject(asError(told));
  asked.resolve(told.outcomes.map((each) => (each instanceof Float32Array ? each : (asError(each) as KindredError))));
}

function asError({ code, message }: LaneFailure): Error {
  return code === undefined ? new KindredError("GRAPH_INVALID", message) : new KindredError(code, message);
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once("exit", resolve));
  if (child.connected) child.disconnect();
  const force = setTimeout(() => child.kill("SIGKILL"), patience);
  await gone;
  clearTimeout(force);
}
