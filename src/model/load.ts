// Opens a model file. Nothing but its description is read at first; the encoder starts when it is first needed.

import { KindredError } from "../core/errors.js";
import type { Session } from "../engine/index.js";
import { decodeInfo } from "./format.js";
import { siameseModel, type SiameseModel } from "./siamese-model.js";

export interface LoadOptions {
  /** Threads within one operator. @defaultValue the number of cores */
  readonly threads?: number;
}

/**
 * The model in a file, in a run's folder, or in the bytes of one.
 *
 * @throws NOT_FOUND; MODEL_INVALID where it is no model of Kindred's, or damaged (where only the graph inside is, when it is
 *   first used); MODEL_VERSION where a later version wrote it
 */
export async function loadModel(source: string | Uint8Array, options: LoadOptions = {}): Promise<SiameseModel> {
  const where = typeof source === "string" ? source : "model";
  const bytes = typeof source === "string" ? await readModelFile(source) : source;
  return openModel(bytes, where, options);
}

function openModel(bytes: Uint8Array, where: string, { threads }: LoadOptions): SiameseModel {
  const info = decodeInfo(bytes, where);
  let started: Promise<Session> | undefined;
  const session = (): Promise<Session> => {
    started ??= start(bytes, where, threads);
    return started;
  };
  const close = async (): Promise<void> => {
    const running = started;
    started = undefined;
    await (await running?.catch(() => undefined))?.release();
  };
  return siameseModel({ bytes, session, close }, info);
}

async function start(bytes: Uint8Array, where: string, threads: number | undefined): Promise<Session> {
  // Not through the index of engine/, which brings the graph builder along: a model is opened in tens of milliseconds.
  const { runtime } = await import("#runtime");
  try {
    return await runtime.createSession(bytes, threads === undefined ? {} : { threads });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new KindredError("MODEL_INVALID", `${where}: the graph is damaged: ${reason}`, { cause: error });
  }
}

/** The bytes of a model's file; of a run's folder, those of its model.onnx. Throws NOT_FOUND, MODEL_INVALID where it cannot be read. */
export async function readModelFile(path: string): Promise<Uint8Array> {
  const files = await import("node:fs/promises");
  try {
    return await files.readFile(path);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "EISDIR") return modelOfRun(path);
    const { missingError } = await import("../data/missing-path.js");
    const unread = new KindredError("MODEL_INVALID", `${path}: cannot be read: ${message}`, { cause: error });
    throw missingError(path, error) ?? unread;
  }
}

async function modelOfRun(folder: string): Promise<Uint8Array> {
  const [files, { join }] = await Promise.all([import("node:fs/promises"), import("node:path")]);
  try {
    return await files.readFile(join(folder, "model.onnx"));
  } catch (cause) {
    const why = "a folder without model.onnx: no run, or one that has not ended";
    throw new KindredError("MODEL_INVALID", `${folder}: ${why}`, { cause });
  }
}
