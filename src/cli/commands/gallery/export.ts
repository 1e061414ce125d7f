// kindred gallery export NAME --out FILE: a gallery's items as JSON Lines.

import type { Command } from "commander";
import { finished, newCommand } from "../../command.js";
import { counted } from "../../figures.js";
import { withFilter, withGallery, withStore, type GalleryFlags } from "../../gallery-options.js";
import type { Filter } from "../../../gallery/index.js";
import type { Output } from "../../output.js";

interface ExportFlags extends GalleryFlags {
  readonly out: string;
  readonly where?: Filter;
}

export function exportCommand(): readonly [Command, string] {
  const command = withFilter(
    withStore(
      newCommand({
        name: "export",
        description:
          "Writes the items of a gallery to a file, a line of JSON each: id, label, metadata and embedding, prepared as the " +
          "gallery compares them (of length 1 for the cosine distance, whitened for Mahalanobis).",
        examples: ["kindred gallery export staff --out staff.jsonl"],
      }),
    ),
  ).requiredOption("--out <file>", "where to write");
  return [finished<ExportFlags>(command, exported), "write the items to a file"];
}

async function exported([name]: readonly string[], flags: ExportFlags, output: Output): Promise<void> {
  const { out, where: filter } = flags;
  const { writeAtomically } = await import("../../../model/write-atomically.js");
  await withGallery(name!, flags, { readOnly: true }, async (gallery) => {
    const lines: Uint8Array[] = [];
    let count = 0;
    const encoder = new TextEncoder();
    for await (const items of gallery.export(filter === undefined ? {} : { filter })) {
      lines.push(encoder.encode(items.map((item) => `${JSON.stringify(plain(item))}\n`).join("")));
      count += items.length;
    }
    await writeAtomically(out, lines);
    output.say(`${counted(count, "item")} in ${out}`);
    output.result({ gallery: gallery.info.name, out, items: count });
  });
}

/** The nine digits that give back the same float32. */
function plain<T extends { readonly embedding: Float32Array }>({ embedding, ...rest }: T): object {
  return { ...rest, embedding: Array.from(embedding, (value) => Number(value.toPrecision(9))) };
}
