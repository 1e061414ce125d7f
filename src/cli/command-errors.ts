// What is wrong with a command line, in Kindred's words: unknown options get a "did you mean".

import type { Command, CommanderError } from "commander";
import { KindredError } from "../core/errors.js";
import { unknownName } from "../core/suggest.js";

/** What is wrong with the call of `command`, as a KindredError; what is no mistake (help, version) as it is. */
export function asKindredError(error: CommanderError, command: Command): Error {
  if (error.exitCode === 0 || error.code === "commander.help") return error;
  const where = command.parent === null ? command.name() : `${command.parent.name()} ${command.name()}`;
  const text = error.message.replace(/^error: /, "");
  if (error.code === "commander.unknownOption") {
    return unknownName(where, /'([^'=]*)/.exec(text)?.[1] ?? "", optionsOf(command));
  }
  return new KindredError("INVALID_OPTION", `${where}: ${text}; usage: ${where} ${command.usage()}`, { cause: error });
}

function optionsOf(command: Command): string[] {
  return [...command.options.flatMap(({ long }) => long ?? []), "--help"];
}
