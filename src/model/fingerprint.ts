// Which model made an embedding: SHA-256 of what embeddings depend on.
//
//   sha256( the ONNX file without its metadata, then the description of the input as JSON )
//
// Distance, threshold, calibration and what is told of the training are left out: they can change, and the embeddings
// stay comparable. The description of the input is in, because it says how pictures are brought to size.

import type { ModelInput } from "./model-input.js";
import { replaceMetadata } from "./model-file.js";

const known = new WeakMap<Uint8Array, Promise<string>>();

/** 64 hexadecimal digits. Computed once for each file's bytes. */
export function fingerprintOf(bytes: Uint8Array, input: ModelInput): Promise<string> {
  const found = known.get(bytes) ?? digest([...replaceMetadata(bytes, {}, "model"), sorted(input)]);
  known.set(bytes, found);
  return found;
}

async function digest(parts: readonly Uint8Array[]): Promise<string> {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  const hash = new Uint8Array(await globalThis.crypto.subtle.digest("SHA-256", whole));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** As JSON whose keys are in order: the same input gives the same bytes, however it was put together. */
function sorted(input: ModelInput): Uint8Array {
  const entries = Object.entries(input).sort(([a], [b]) => (a < b ? -1 : 1));
  return new TextEncoder().encode(JSON.stringify(entries));
}
