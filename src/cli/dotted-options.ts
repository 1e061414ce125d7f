// Options of a part, by name: `--loss.margin 2`, `--encoder.normalise=false`. Which of them there are only the part knows; so
// they are taken out of the words before commander reads the others, and refused later where the part does not know them.

import { KindredError } from "../core/errors.js";
import { anyValue } from "./values.js";

export type PartOptions = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

export interface SplitWords {
  /** The words without the dotted options. */
  readonly rest: readonly string[];
  /** E.g. `{ loss: { margin: 2 } }`. */
  readonly parts: PartOptions;
}

/** Takes `--PART.NAME VALUE` and `--PART.NAME=VALUE` out, for the parts named. Throws INVALID_OPTION without a value. */
export function takeDottedOptions(words: readonly string[], parts: readonly string[]): SplitWords {
  if (parts.length === 0) return { rest: words, parts: {} };
  const rest: string[] = [];
  const found: Record<string, Record<string, unknown>> = {};
  const pattern = new RegExp(`^--(${parts.join("|")})\\.([A-Za-z][\\w-]*)(?:=(.*))?$`, "s");
  for (let i = 0; i < words.length; i++) {
    const [option, part, name, inline] = pattern.exec(words[i]!) ?? [];
    if (option === undefined) {
      rest.push(words[i]!);
      continue;
    }
    const value = inline ?? words[++i];
    if (value === undefined || value.startsWith("--"))
      throw new KindredError("INVALID_OPTION", `${option}: expected a value behind it`);
    (found[part!] ??= {})[camelCase(name!)] = anyValue(value);
  }
  return { rest, parts: found };
}

function camelCase(name: string): string {
  return name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
