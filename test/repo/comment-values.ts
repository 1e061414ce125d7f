// Holds a statement in the documentation to the value in the comment behind it:
//
//   euclideanDistance([1, 2, 3], [4, 5, 6]); // 5.196152422706632
//   euclideanDistance([1, 2], [1, 2, 3]); // DimensionError: Embeddings must have the same dimensions: got 2 and 3
//
// A number holds to the digits that are written, three dots at its end or not; a comment that begins with neither a
// value nor an error's name is prose and holds nothing. Prose may follow a value after two spaces or in parentheses.

import assert from "node:assert/strict";
import { inspect } from "node:util";

/** Evaluates `expression` and compares; `line` is the document's, for the message. */
export async function expectValue(expression: () => unknown, comment: string, line: number): Promise<void> {
  if (/^\w*Error: ./.test(comment)) {
    const error = await Promise.resolve()
      .then(expression)
      .then(() => "nothing", String);
    assert.ok(error === comment, `line ${line}: the comment says ${comment}, thrown was ${error}`);
    return;
  }
  const value = await expression();
  const expected =
    /^(-?\d+(?:\.\d+)?(?:e[+-]?\d+)?|true|false|null|undefined|"[^"]*"|\[.*\]|\{.*\})(\.\.\.)?( {2}.*| \(.*)?$/.exec(
      comment,
    );
  if (expected === null) return;
  const literal = expected[1]!;
  assert.ok(holds(value, literal), `line ${line}: the comment says ${literal}, the value is ${inspect(value)}`);
}

function holds(value: unknown, literal: string): boolean {
  if (typeof value === "number" && /^-?\d/.test(literal))
    return Math.abs(value - Number(literal)) <= tolerance(literal);
  if (typeof value === "string") return JSON.stringify(value) === literal;
  return inspect(value, { breakLength: Infinity }) === literal;
}

/** One unit of the last written digit, so that both rounded and cut-off numbers hold; 0 for a whole number. */
function tolerance(literal: string): number {
  const [, decimals = "", exponent = "0"] = /^-?\d+(?:\.(\d+))?(?:e([+-]?\d+))?$/.exec(literal) ?? [];
  return decimals === "" ? 0 : 10 ** (Number(exponent) - decimals.length);
}
