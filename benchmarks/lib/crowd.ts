// Embeddings of a crowd, made up but shaped like those of a trained network: identities are clouds of a few examples, the
// identities themselves lie in neighbourhoods (families, fonts, models of one machine), and all of it varies in far fewer
// directions than there are numbers.
//
//   z = neighbourhood (32 numbers, normal) + 0.6 identity + 0.35 example
//   x = A z + 0.03 noise, brought to length 1         A: 128 x 32, normal, its columns falling off as 1 / sqrt(1 + k/4)
//
// Queries are further examples of identities in the crowd.

import type { Matrix } from "../../src/core/embeddings.js";
import { random } from "../../src/core/random.js";

export interface Crowd {
  readonly items: Matrix;
  /** Identity of each item. */
  readonly identities: Int32Array;
  readonly queries: Matrix;
}

export interface CrowdOptions {
  readonly items: number;
  readonly queries: number;
  readonly width: number;
  /** Examples of each identity. @defaultValue 10 */
  readonly examples?: number;
  readonly seed?: number;
}

const LATENT = 32;

export function crowd({ items, queries, width, examples = 10, seed = 1 }: CrowdOptions): Crowd {
  const generator = random(seed, "crowd");
  const count = Math.ceil(items / examples);
  const neighbourhoods = normals(generator, Math.ceil(count / 50) * LATENT);
  const mixing = normals(generator, width * LATENT).map((value, i) => value / Math.sqrt(1 + (i % LATENT) / 4));
  const centres = new Float32Array(count * LATENT);
  for (let identity = 0; identity < count; identity++) {
    const near = generator.integer(neighbourhoods.length / LATENT) * LATENT;
    for (let k = 0; k < LATENT; k++) {
      centres[identity * LATENT + k] = neighbourhoods[near + k]! + 0.6 * generator.normal();
    }
  }
  const example = (identity: number, out: Float32Array): void => {
    const z = Float32Array.from(
      { length: LATENT },
      (_, k) => centres[identity * LATENT + k]! + 0.35 * generator.normal(),
    );
    let squares = 0;
    for (let i = 0; i < width; i++) {
      let sum = 0.03 * generator.normal();
      for (let k = 0; k < LATENT; k++) sum += mixing[i * LATENT + k]! * z[k]!;
      out[i] = sum;
      squares += sum * sum;
    }
    for (let i = 0; i < width; i++) out[i]! /= Math.sqrt(squares);
  };
  const data = new Float32Array(items * width);
  const identities = Int32Array.from({ length: items }, (_, i) => Math.floor(i / examples));
  for (let i = 0; i < items; i++) example(identities[i]!, data.subarray(i * width, (i + 1) * width));
  const asked = new Float32Array(queries * width);
  for (let i = 0; i < queries; i++) example(generator.integer(count), asked.subarray(i * width, (i + 1) * width));
  return {
    items: { data, rows: items, columns: width },
    identities,
    queries: { data: asked, rows: queries, columns: width },
  };
}

function normals(generator: { normal(): number }, count: number): Float32Array {
  return Float32Array.from({ length: count }, () => generator.normal());
}
