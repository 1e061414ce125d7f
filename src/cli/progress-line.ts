// A line on standard error that is redrawn in place on a terminal. Where there is none (a file, a pipe), only finished lines
// are written.

import { isatty } from "node:tty";

export interface ProgressLine {
  /** Whether the line is redrawn: else `draw` does nothing. */
  readonly live: boolean;
  /** Puts `text` in the line's place, cut to the terminal's width. */
  draw(text: string): void;
  /** Writes `text` as a line that stays; the line to redraw goes on below. */
  keep(text: string): void;
  /** Takes the line away. */
  clear(): void;
}

export function progressLine(): ProgressLine {
  const { stderr } = process;
  const live = isatty(2) && process.env["TERM"] !== "dumb";
  let drawn = "";
  const erase = (): void => {
    if (drawn !== "") stderr.write("\r\u001b[2K");
  };
  return {
    live,
    draw(text) {
      if (!live) return;
      const next = text.slice(0, (stderr.columns ?? 80) - 1);
      if (next === drawn) return;
      erase();
      stderr.write(next);
      drawn = next;
    },
    keep(text) {
      erase();
      stderr.write(`${text}\n${drawn}`);
    },
    clear() {
      erase();
      drawn = "";
    },
  };
}

export interface Counter {
  show(done: number): void;
  end(): void;
}

/** `embedded 320 of 1000`, at most ten times a second, and only on a terminal. */
export function counter(what: string, total: number): Counter {
  const line = progressLine();
  let last = 0;
  return {
    show(done) {
      const now = performance.now();
      if (now - last < 100 && done < total) return;
      last = now;
      line.draw(`${what} ${done} of ${total}`);
    },
    end: line.clear,
  };
}
