// Embeddings made up for tests: classes as clouds around random centres.

import type { Embeddings } from "../../src/core/embeddings.js";
import { random } from "../../src/core/random.js";

export interface CloudOptions {
  readonly classes: number;
  readonly perClass: number;
  /** @defaultValue 8 */
  readonly width?: number;
  /** Scatter within a class; the centres scatter by 1. @defaultValue 0.5 */
  readonly noise?: number;
  /** @defaultValue 1 */
  readonly seed?: number;
  /** Groups that the classes are dealt to in turn. */
  readonly groups?: number;
}

/** `classes * perClass` embeddings, class by class. */
export function clouds({ classes, perClass, width = 8, noise = 0.5, seed = 1, groups }: CloudOptions): Embeddings {
  const generator = random(seed, "clouds");
  const rows = classes * perClass;
  const data = new Float32Array(rows * width);
  for (let label = 0; label < classes; label++) {
    const centre = Array.from({ length: width }, () => generator.normal());
    for (let i = 0; i < perClass; i++) {
      data.set(
        centre.map((value) => value + noise * generator.normal()),
        (label * perClass + i) * width,
      );
    }
  }
  const grouping =
    groups === undefined ? undefined : Int32Array.from({ length: classes }, (_, label) => label % groups);
  return {
    data,
    rows,
    columns: width,
    ids: Array.from({ length: rows }, (_, i) => `item${i}`),
    labels: Int32Array.from({ length: rows }, (_, i) => Math.floor(i / perClass)),
    classes: Array.from({ length: classes }, (_, label) => `class${label}`),
    ...(grouping && { groupOfClass: grouping, groups: Array.from({ length: groups! }, (_, group) => `group${group}`) }),
  };
}
