// kindred gallery list NAME: what is in it, page by page.

import type { Command } from "commander";
import type { Filter } from "../../../gallery/index.js";
import { finished, newCommand } from "../../command.js";
import { table } from "../../figures.js";
import { withFilter, withGallery, withStore, type GalleryFlags } from "../../gallery-options.js";
import type { Output } from "../../output.js";
import { wholeNumber } from "../../values.js";

interface ListFlags extends GalleryFlags {
  readonly after?: string;
  readonly limit?: number;
  readonly where?: Filter;
}

export function listCommand(): readonly [Command, string] {
  const command = withFilter(
    withStore(
      newCommand({
        name: "list",
        description: "Lists the items of a gallery in the order of their ids, a page at a time.",
        examples: ["kindred gallery list staff", "kindred gallery list staff --limit 1000 --after anna/9.jpg --json"],
      }),
    ),
  )
    .option("--limit <n>", "how many, at most 10000 (default: 100)", wholeNumber("--limit", { min: 1, max: 10_000 }))
    .option("--after <id>", "start behind this id");
  return [finished<ListFlags>(command, list), "list what is enrolled"];
}

async function list([name]: readonly string[], flags: ListFlags, output: Output): Promise<void> {
  const { after, limit, where: filter } = flags;
  await withGallery(name!, flags, { readOnly: true }, async (gallery) => {
    const page = await gallery.list({
      ...(after !== undefined && { after }),
      ...(limit !== undefined && { limit }),
      ...(filter && { filter }),
    });
    const rows = page.items.map(({ id, label, metadata }) => [id, label ?? "", metadataText(metadata)]);
    if (rows.length > 0) output.say(table([["item", "identity", "metadata"], ...rows], 3));
    if (page.next !== undefined) output.note(`more behind ${page.next}: --after ${page.next}`);
    output.result({ gallery: gallery.info.name, items: page.items, next: page.next ?? null });
  });
}

function metadataText(metadata: Readonly<Record<string, unknown>>): string {
  return Object.entries(metadata)
    .map(([key, value]) => `${key}=${String(value)}`)
    .join(" ");
}
