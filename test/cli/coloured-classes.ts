// Class folders that even a small network learns in an epoch: the pictures of a class have its colour, with a little noise.

import { random } from "../../src/core/random.js";
import { picture, temporaryFolder, write } from "../testkit/pictures.js";

const tones = [20, 230, 90, 160];

/** For each class so many pictures of 12x10, `CLASS/0.png`, `CLASS/1.png` ... Returns the folder. */
export async function colouredClasses(names: readonly string[], count: number): Promise<string> {
  const root = temporaryFolder();
  for (const [label, name] of names.entries()) {
    const colour = [0, 1, 2].map((channel) => tones[(label + channel * (1 + (label >> 2))) % 4]!);
    for (let i = 0; i < count; i++) {
      const generator = random(label, "picture", i);
      const value = (channel: number): number => colour[channel]! + generator.integer(25) - 12;
      write(
        root,
        `${name}/${i}.png`,
        await picture(12, 10, () => [value(0), value(1), value(2)])
          .png()
          .toBuffer(),
      );
    }
  }
  return root;
}
