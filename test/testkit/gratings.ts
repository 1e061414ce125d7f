// Class folders that a small network learns in seconds: each class is a grating of its own direction and width, each picture
// of it shifted and noisy.

import { random } from "../../src/core/random.js";
import type { TrainOptions } from "../../src/training/index.js";
import { picture, temporaryFolder, write } from "./pictures.js";

/** One grating of 16x16. */
export async function grating(label: number, variant: number): Promise<Buffer> {
  const generator = random(label, "grating", variant);
  const [angle, period, phase] = [label * 2.4, 5 + 3 * (label % 3), label + generator.next()];
  return picture(16, 16, (x, y) => {
    const wave = Math.sin(((Math.cos(angle) * x + Math.sin(angle) * y) * 2 * Math.PI) / period + phase);
    const value = Math.round(128 + 80 * wave + 60 * (generator.next() - 0.5));
    return [value, value, value];
  })
    .png()
    .toBuffer();
}

/** A folder with `perClass` pictures for each name. Returns its root. */
export async function gratingFolder(names: readonly string[], perClass: number): Promise<string> {
  const root = temporaryFolder();
  for (const [label, name] of names.entries()) {
    for (let i = 0; i < perClass; i++) write(root, `${name}/${i}.png`, await grating(label, i));
  }
  return root;
}

/** "c0", "c1" ... */
export function classNames(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `c${i}`);
}

/** A network that trains in a second, on one thread. */
export const quick: TrainOptions = {
  encoder: { name: "conv4", options: { width: 6, depth: 2, embedding: 8, dropout: 0.1 } },
  batch: { classes: 4, samples: 3 },
  augment: { shift: 0.05, brightness: 0.1 },
  epochs: 3,
  threads: 1,
  seed: 5,
};
