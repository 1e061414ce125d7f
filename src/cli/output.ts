// Where a command's words go. What was asked for goes to standard output, what is said on the way to standard error. With
// --json, standard output carries exactly one JSON object, and all words go to standard error.

import { isatty } from "node:tty";
import picocolors from "picocolors";

export interface Output {
  readonly json: boolean;
  /** Colours where `say` writes: none in files and pipes, nor with NO_COLOR. */
  readonly colours: Colours;
  /** Colours where `note` writes. */
  readonly noteColours: Colours;
  /** A line or more of what was asked for, for people. */
  say(text?: string): void;
  /** A line or more said on the way. */
  note(text: string): void;
  /** What was asked for, for programs: written with --json, else dropped. Once a run. */
  result(value: object): void;
}

export type Colours = ReturnType<typeof picocolors.createColors>;

export function openOutput({ json }: { readonly json: boolean }): Output {
  const note = (text: string): void => void process.stderr.write(`${text}\n`);
  const noteColours = picocolors.createColors(isColoured(2));
  return {
    json,
    colours: json ? noteColours : picocolors.createColors(isColoured(1)),
    noteColours,
    say: (text = "") => (json ? note(text) : void process.stdout.write(`${text}\n`)),
    note,
    result: (value) => void (json && process.stdout.write(`${JSON.stringify(value)}\n`)),
  };
}

/** https://no-color.org; FORCE_COLOR as elsewhere. */
export function isColoured(descriptor: 1 | 2): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  if (NO_COLOR) return false;
  return Boolean(FORCE_COLOR) || (isatty(descriptor) && TERM !== "dumb");
}

/** `kindred ... | head` closes the pipe early: that is no failure, and no reason to stop a training. */
export function ignoreClosedPipes(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
    });
  }
}
