// What all commands have in common: --json and --verbose, examples below the help, and how their action runs.

import { Command } from "commander";
import { openOutput, type Output } from "./output.js";

export interface CommandText {
  readonly name: string;
  /** What it does, in a sentence or more. */
  readonly description: string;
  /** Lines to copy. */
  readonly examples: readonly string[];
}

export function newCommand({ name, description, examples }: CommandText): Command {
  const lines = examples.map((line) => `  ${line}`).join("\n");
  return new Command(name)
    .description(description)
    .helpOption("-h, --help", "print this help")
    .addHelpText("after", `\n${examples.length === 1 ? "Example" : "Examples"}:\n${lines}`);
}

/** Adds the options that every command takes, at the end of its list, and what it does. */
export function finished<Options>(
  command: Command,
  action: (words: readonly string[], options: Options, output: Output) => Promise<void>,
): Command {
  return command
    .option("--json", "print one JSON object on standard output, all else on standard error")
    .option("--verbose", "print stack traces of errors")
    .action(async () => {
      const { json = false } = command.opts<{ json?: boolean }>();
      await action(command.args, command.opts<Options & object>(), openOutput({ json }));
    });
}
