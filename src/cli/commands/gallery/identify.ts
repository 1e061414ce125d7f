// kindred gallery identify NAME PROBE: who it is, or that it is nobody known. Exit status 0 known, 1 unknown, 2 error.

import type { Command } from "commander";
import type { Combine, Filter } from "../../../gallery/index.js";
import { finished, newCommand } from "../../command.js";
import { listing, measure, probability, table } from "../../figures.js";
import { withFilter, withGallery, withModel, withStore, type GalleryFlags } from "../../gallery-options.js";
import type { Output } from "../../output.js";
import { number, wholeNumber, word } from "../../values.js";

interface IdentifyFlags extends GalleryFlags {
  readonly top?: number;
  readonly combine?: Combine;
  readonly threshold?: number;
  readonly falseIdentifications?: number;
  readonly where?: Filter;
}

const combinations = ["nearest", "mean", "vote"] as const satisfies readonly Combine[];

export function identifyCommand(): readonly [Command, string] {
  const command = withFilter(
    withModel(
      withStore(
        newCommand({
          name: "identify",
          description:
            "Says who a picture or series is of, or that it is of nobody known.\n\n" +
            "Exit status: 0 known, 1 unknown, 2 error.",
          examples: [
            "kindred gallery identify staff visitor.jpg",
            "kindred gallery identify staff visitor.jpg --false-identifications 0.01 --json | jq .identity",
          ],
        }),
      ).argument("<probe>", "a picture, or a series"),
    ),
  )
    .option("--top <n>", "how many identities to rank (default: 5)", wholeNumber("--top"))
    .option(
      "--combine <how>",
      "how examples of one identity count: nearest, mean or vote (default: nearest)",
      word("--combine", combinations),
    )
    .option(
      "--threshold <distance>",
      "farther is unknown (default: the model's threshold for pairs)",
      number("--threshold", { min: 0 }),
    )
    .option(
      "--false-identifications <rate>",
      "find the threshold at which this share of strangers is taken for somebody, e.g. 0.01",
      number("--false-identifications", { min: 0, above: true, max: 1 }),
    );
  return [finished<IdentifyFlags>(command, identify), "say who a picture or series is of, or that it is unknown"];
}

async function identify([name, probe]: readonly string[], flags: IdentifyFlags, output: Output): Promise<void> {
  const { top, combine, threshold, falseIdentifications, where: filter } = flags;
  await withGallery(name!, flags, { readOnly: true }, async (gallery) => {
    const found = await gallery.identify(probe!, {
      ...(top !== undefined && { top }),
      ...(combine && { combine }),
      ...(threshold !== undefined && { threshold }),
      ...(falseIdentifications !== undefined && { falseIdentificationRate: falseIdentifications }),
      ...(filter && { filter }),
    });
    const { identity, distance, similarity, threshold: limit, ranked } = found;
    const { bold, green, yellow } = output.colours;
    output.say(bold(identity === undefined ? yellow("unknown") : green(identity)));
    output.say(
      listing([
        ["distance", distance === undefined ? "the gallery is empty" : measure(distance)],
        ["threshold", measure(limit)],
        ["similarity", similarity === undefined ? "not calibrated" : probability(similarity)],
      ]),
    );
    if (ranked.length > 0) output.say(`\n${table([["identity", "distance", "examples"], ...ranked.map(rankedRow)])}`);
    output.result({
      gallery: gallery.info.name,
      identity: identity ?? null,
      distance: distance ?? null,
      similarity: similarity ?? null,
      threshold: limit,
      ranked,
    });
    process.exitCode = identity === undefined ? 1 : 0;
  });
}

function rankedRow(ranked: {
  readonly identity: string;
  readonly distance: number;
  readonly examples: number;
}): string[] {
  return [ranked.identity, measure(ranked.distance), String(ranked.examples)];
}
