// What is wrong with a command line, in Kindred's words: unknown options get a "did you mean".

import type { Command, CommanderError } from "commander";
import { KindredError } from "../core/errors.js";
import { unknownName } from "../core/suggest.js";

/** What is wrong with the call of `command`, as a KindredError; what is no mistake (help, version) as it is. */
export function asKindredError(error: CommanderError, command: Command): Error {
  if (error.exitCode === 0 || error.code === "commander.help") return error;
  const where = fullName(command);
  const text = error.message.replace(/^error: /, "");
  if (error.code === "commander.unknownOption") {
    return unknownName(where, /'([^'=]*)/.exec(text)?.[1] ?? "", optionsOf(command));
  }
  if (error.code === "commander.unknownCommand") {
    const known = command.commands.map((part) => part.name());
    return unknownName(where, /'([^']*)/.exec(text)?.[1] ?? "", known);
  }
  return new KindredError("INVALID_OPTION", `${where}: ${text}; usage: ${where} ${command.usage()}`, { cause: error });
}

/** `kindred gallery add`. */
function fullName(command: Command): string {
  return command.parent === null ? command.name() : `${fullName(command.parent)} ${command.name()}`;
}

function optionsOf(command: Command): string[] {
  return [...command.options.flatMap(({ long }) => long ?? []), "--help"];
}
