// kindred gallery remove NAME: takes items, or all of an identity, out of a gallery.

import type { Command } from "commander";
import { KindredError, check } from "../../../core/errors.js";
import { finished, newCommand } from "../../command.js";
import { counted } from "../../figures.js";
import { withGallery, withStore, type GalleryFlags } from "../../gallery-options.js";
import type { Output } from "../../output.js";

interface RemoveFlags extends GalleryFlags {
  readonly id?: readonly string[];
  readonly label?: readonly string[];
}

export function removeCommand(): readonly [Command, string] {
  const command = withStore(
    newCommand({
      name: "remove",
      description:
        "Removes items. --id takes the item of that id; where no item has it, everything that is enrolled for an identity of " +
        "that name.",
      examples: [
        "kindred gallery remove staff --id anna",
        "kindred gallery remove staff --id anna/1.jpg --id anna/2.jpg",
      ],
    }),
  )
    .option("--id <id>", "an item's id, or an identity (may be given again)", collect)
    .option("--label <name>", "an identity: all its items (may be given again)", collect);
  return [finished<RemoveFlags>(command, remove), "remove items, or all of an identity"];
}

function collect(text: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), text];
}

interface Removed {
  readonly name: string;
  readonly kind: "item" | "identity";
  readonly items: number;
}

async function remove([name]: readonly string[], flags: RemoveFlags, output: Output): Promise<void> {
  const { id: ids = [], label: labels = [] } = flags;
  check(ids.length + labels.length > 0, "INVALID_OPTION", "kindred gallery remove: give --id or --label");
  await withGallery(name!, flags, {}, async (gallery) => {
    const removed: Removed[] = [];
    for (const id of ids) {
      const items = await gallery.remove({ ids: [id] });
      if (items > 0) removed.push({ name: id, kind: "item", items });
      else removed.push({ name: id, kind: "identity", items: await gallery.remove({ labels: [id] }) });
    }
    for (const label of labels) {
      removed.push({ name: label, kind: "identity", items: await gallery.remove({ labels: [label] }) });
    }
    for (const { name: what, kind, items } of removed.filter(({ items }) => items > 0)) {
      output.say(kind === "item" ? `removed the item ${what}` : `removed ${counted(items, "item")} of ${what}`);
    }
    output.result({ gallery: gallery.info.name, removed, items: gallery.info.items });
    const missing = removed.filter(({ items }) => items === 0).map(({ name: what }) => what);
    if (missing.length > 0) {
      throw new KindredError(
        "NOT_FOUND",
        `gallery ${gallery.info.name}: no item and no identity ${missing.join(", ")}`,
      );
    }
  });
}
