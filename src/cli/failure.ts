// How a failure ends the program: one line on standard error, with --json also one JSON object on standard output, and the exit
// status. Stack traces are for --verbose (or the environment variable KINDRED_DEBUG).
//
//   error: faces: no picture found (.png .jpg ...)
//   {"error":{"code":"DATA_EMPTY","message":"faces: no picture found (.png .jpg ...)"}}

import { inspect } from "node:util";
import { KindredError } from "../core/errors.js";
import { whyMissing } from "../data/missing-path.js";
import type { Output } from "./output.js";

/** Of any error. */
export const failureStatus = 2;
/** As a shell says it of a program that Ctrl-C ended: 128 + SIGINT. */
export const interruptedStatus = 130;

/** Tells what failed; returns the exit status. */
export function reportFailure(error: unknown, output: Output, verbose: boolean): number {
  const { code, message } = describe(error);
  if (code === "INTERRUPTED") output.note(message);
  else output.note(`${output.noteColours.red("error:")} ${message}`);
  if (verbose) output.note(inspect(error));
  output.result({ error: { code, message } });
  return code === "INTERRUPTED" ? interruptedStatus : failureStatus;
}

interface Failure {
  /** Of the catalogue; of the operating system ("EACCES"); "UNEXPECTED" for what is a bug. */
  readonly code: string;
  readonly message: string;
}

function describe(error: unknown): Failure {
  if (error instanceof KindredError) return { code: error.code, message: error.message };
  if (!(error instanceof Error)) return { code: "UNEXPECTED", message: `thrown was ${inspect(error)}` };
  const { code, syscall, path } = error as NodeJS.ErrnoException;
  if (code === "ENOSPC" || code === "EDQUOT")
    return { code: "DISK_FULL", message: `no room left on the disk: ${error.message}` };
  const missing = code === "ENOTDIR" && path !== undefined ? whyMissing(path, error) : undefined;
  if (missing !== undefined) return { code: "NOT_FOUND", message: `${path}: ${missing}` };
  // What the operating system says names the file and the reason.
  if (code !== undefined && syscall !== undefined) return { code, message: error.message };
  return { code: "UNEXPECTED", message: `${error.message} (unexpected, so a bug in Kindred: --verbose says where)` };
}
