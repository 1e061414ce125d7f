// kindred gallery rebuild NAME: moves a gallery to another model, or builds its index anew.

import type { Command } from "commander";
import { finished, newCommand } from "../../command.js";
import { counted } from "../../figures.js";
import { withGallery, withStore, type GalleryFlags } from "../../gallery-options.js";
import { onInterrupt } from "../../interrupt.js";
import type { Output } from "../../output.js";
import { counter } from "../../progress-line.js";

export function rebuildCommand(): readonly [Command, string] {
  const command = withStore(
    newCommand({
      name: "rebuild",
      description:
        "With --model, embeds everything anew with that model, from the pictures that were kept (add --keep-sources), beside " +
        "the gallery in use, which goes on answering; then it takes its place. Without, builds the index anew.",
      examples: ["kindred gallery rebuild staff --model runs/better/model.onnx", "kindred gallery rebuild staff"],
    }),
  ).option("--model <file>", "the model to move to");
  return [finished<GalleryFlags>(command, rebuild), "move to another model, or build the index anew"];
}

async function rebuild([name]: readonly string[], flags: GalleryFlags, output: Output): Promise<void> {
  const { model, ...place } = flags;
  const interrupt = onInterrupt(() => output.note("stopping; the gallery stays as it was"));
  try {
    await withGallery(name!, place, {}, async (gallery) => {
      const progress = counter("embedded", gallery.info.items);
      await gallery.rebuild({ ...(model && { model }), onProgress: progress.show, signal: interrupt.signal });
      progress.end();
      const { items, model: hash, method } = gallery.info;
      const by = hash === undefined ? "" : `, embeddings by ${hash.slice(0, 12)}`;
      output.say(`rebuilt ${gallery.info.name}: ${counted(items, "item")}${by}`);
      output.result({ gallery: gallery.info.name, items, model: hash ?? null, method });
    });
  } finally {
    interrupt.dispose();
  }
}
