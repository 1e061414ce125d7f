// What readers of inputs have in common: a source of batches, and what could not be read.

import type { KindredError } from "../core/errors.js";
import type { EmbedSource } from "./embed.js";
import { nameOfInput } from "./picture-input.js";

export interface UnreadableInput {
  /** Position among the inputs. */
  readonly index: number;
  readonly id: string;
  /** Why. */
  readonly message: string;
}

export interface InputReader {
  readonly source: EmbedSource;
  /** Where input i is in the source. */
  readonly place: (index: number) => number;
  /** Known once all of the source has been read, in order. */
  failed(): readonly UnreadableInput[];
  /** How many texts are longer than the model reads. */
  readonly cut?: number;
}

export function failureOf({ message }: KindredError, input: unknown, index: number): UnreadableInput {
  return { index, id: nameOfInput(input, index), message };
}

export function inOrder(failures: ReadonlyMap<number, UnreadableInput>): UnreadableInput[] {
  return [...failures.values()].sort((a, b) => a.index - b.index);
}
