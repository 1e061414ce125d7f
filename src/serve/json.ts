// JSON out of a form or a file, as Fastify reads that of a body: without keys that would be taken for an object's prototype.

import { KindredError } from "../core/errors.js";

/** Throws INVALID_INPUT that begins with `expected`. */
export function parseJson(text: string, expected: string): unknown {
  try {
    return JSON.parse(text, (key, value: unknown) => {
      if (key === "__proto__") throw new KindredError("INVALID_INPUT", "a key must not be __proto__");
      return value;
    });
  } catch (cause) {
    const why = cause instanceof KindredError ? `; ${cause.message}` : "";
    throw new KindredError("INVALID_INPUT", `${expected}${why}`, { cause });
  }
}
