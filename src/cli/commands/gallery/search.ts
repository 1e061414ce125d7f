// kindred gallery search NAME PROBE: what is most like it.

import type { Command } from "commander";
import type { Filter } from "../../../gallery/index.js";
import { finished, newCommand } from "../../command.js";
import { measure, probability, table } from "../../figures.js";
import { withFilter, withGallery, withModel, withStore, type GalleryFlags } from "../../gallery-options.js";
import type { Output } from "../../output.js";
import { wholeNumber } from "../../values.js";
import { methodText } from "./add.js";

interface SearchFlags extends GalleryFlags {
  readonly top?: number;
  readonly where?: Filter;
  readonly exact?: boolean;
}

export function searchCommand(): readonly [Command, string] {
  const command = withFilter(
    withModel(
      withStore(
        newCommand({
          name: "search",
          description: "Finds the items that are most like a picture or series, nearest first.",
          examples: [
            "kindred gallery search staff visitor.jpg --top 5",
            "kindred gallery search staff visitor.jpg --where site=berlin --json",
          ],
        }),
      ).argument("<probe>", "a picture, or a series"),
    ),
  )
    .option("--top <n>", "how many (default: 10)", wholeNumber("--top"))
    .option("--exact", "compare with every item, even where there is an index");
  return [finished<SearchFlags>(command, search), "find what is most like a picture or series"];
}

async function search([name, probe]: readonly string[], flags: SearchFlags, output: Output): Promise<void> {
  const { top, where: filter, exact } = flags;
  await withGallery(name!, flags, { readOnly: true }, async (gallery) => {
    const hits = await gallery.search(probe!, {
      ...(top !== undefined && { top }),
      ...(filter && { filter }),
      ...(exact && { exact }),
    });
    const { method } = gallery.info;
    output.say(hits.length === 0 ? "nothing found" : hitsTable(hits));
    output.note(exact ? "compared with every item" : methodText(method));
    output.result({ gallery: gallery.info.name, method: exact ? "exact" : method, hits });
  });
}

interface Shown {
  readonly id: string;
  readonly label: string | null;
  readonly distance: number;
  readonly similarity?: number;
}

function hitsTable(hits: readonly Shown[]): string {
  const rows = hits.map(({ id, label, distance, similarity }) => [
    id,
    label ?? "",
    measure(distance),
    similarity === undefined ? "" : probability(similarity),
  ]);
  return table([["item", "identity", "distance", "similarity"], ...rows], 2);
}
