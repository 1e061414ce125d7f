// kindred gallery stats NAME: what a gallery is, how large, and how well its index finds.

import type { Command } from "commander";
import { finished, newCommand } from "../../command.js";
import { bytesText, counted, listing, measure, percent } from "../../figures.js";
import { withGallery, withStore, type GalleryFlags } from "../../gallery-options.js";
import type { Output } from "../../output.js";
import { methodText } from "./add.js";

interface StatsFlags extends GalleryFlags {
  readonly recall?: boolean;
}

export function statsCommand(): readonly [Command, string] {
  const command = withStore(
    newCommand({
      name: "stats",
      description: "Says what a gallery is: its model, distance, size, and how it is searched.",
      examples: ["kindred gallery stats staff", "kindred gallery stats staff --recall --json"],
    }),
  ).option("--recall", "measure how many of the 10 nearest the index finds, against a look at every item");
  return [finished<StatsFlags>(command, stats), "say what a gallery is, how large, and how well its index finds"];
}

async function stats([name]: readonly string[], flags: StatsFlags, output: Output): Promise<void> {
  await withGallery(name!, flags, { readOnly: true }, async (gallery) => {
    const found = await gallery.stats({ recall: flags.recall ?? false });
    const { items, identities, bytes, index, recall } = found;
    const { store, model, distance, threshold, width, keepSources, created, method } = gallery.info;
    const lines: [string, string][] = [
      ["gallery", `${gallery.info.name} (${store}), since ${created}`],
      ["items", `${counted(items, "item")} of ${counted(identities, "identity", "identities")}`],
      [
        "embeddings",
        `${counted(width, "number")} each, by ${model === undefined ? "a model elsewhere" : model.slice(0, 12)}`,
      ],
      ["distance", `${distance.name}${threshold === undefined ? "" : `, threshold ${measure(threshold.threshold)}`}`],
      ["sources", keepSources ? "kept" : "not kept"],
      ["on disk", bytesText(bytes)],
      ["search", `${methodText(method)}; index: ${index.kind}`],
    ];
    if (recall !== undefined) {
      const { at10, probes, milliseconds, exactMilliseconds } = recall;
      const times = `${measure(milliseconds)} ms a search, ${measure(exactMilliseconds)} ms with every item`;
      lines.push(["recall@10", `${percent(at10)} of ${counted(probes, "probe")}; ${times}`]);
    }
    output.say(listing(lines));
    output.result({ gallery: gallery.info.name, ...gallery.info, ...found });
  });
}
