// kindred verify MODEL A B: do two pictures show the same, are two series or texts of the same? Exit status 0 same, 1 different, 2 error.

import type { Command } from "commander";
import { finished, newCommand } from "../command.js";
import { cutNote } from "../model-text.js";
import { listing, measure, percent, probability } from "../figures.js";
import type { Output } from "../output.js";
import { number } from "../values.js";

interface VerifyOptions {
  readonly threshold?: number;
}

export function verifyCommand(): Command {
  const command = newCommand({
    name: "verify",
    description:
      "Says whether two pictures, series, texts or records are of the same: how far apart their embeddings are, how probable it is that they are " +
      "the same, and the decision at the model's threshold.\n\nExit status: 0 same, 1 different, 2 error.",
    examples: [
      "kindred verify runs/faces/model.onnx door.jpg faces/anna/1.jpg",
      "kindred verify model.onnx a.png b.png --json | jq .similarity",
      'kindred verify products.onnx "Apple iPhone 12 64GB black" "iphone 12, 64 gb (black)"',
      `kindred verify model.onnx '{"title":"iphone 12","price":599}' '{"title":"Apple iPhone 12","price":"579.00"}'`,
      "kindred verify model.onnx products.csv#12 products.csv#80",
      "kindred verify model.onnx pairs.csv#12.left pairs.csv#12.right     # of a table of pairs of records",
    ],
  })
    .argument("<model>", "a model file, such as runs/NAME/model.onnx, or the folder of its run")
    .argument(
      "<a>",
      "a picture, a series (.csv, .tsv, .npy), a text as it is, or a record: as JSON, PATH#LINE, of pairs PATH#LINE.left or .right, or a table with one row",
    )
    .argument("<b>", "another")
    .option(
      "--threshold <distance>",
      "decide by this distance, not by the model's threshold",
      number("--threshold", { min: 0 }),
    );
  return finished<VerifyOptions>(command, verify);
}

async function verify([path, a, b]: readonly string[], { threshold }: VerifyOptions, output: Output): Promise<void> {
  const { loadModel } = await import("../../model/load.js");
  // Two pictures are too little work for several threads, and starting those takes time.
  const model = await loadModel(path!, { threads: 1 });
  try {
    const verdict = await model.verify(a!, b!, threshold === undefined ? {} : { threshold });
    const { same, similarity, distance, threshold: limit, cut = 0 } = verdict;
    if (cut > 0) output.note(cutNote(cut, model.info.input));
    const { green, yellow, bold } = output.colours;
    output.say(bold(same ? green("same") : yellow("different")));
    output.say(
      listing([
        ["distance", `${measure(distance)} (${model.distance.name})`],
        [
          "threshold",
          `${measure(limit)} (${operatingPoint(threshold === undefined ? model.info.threshold : undefined)})`,
        ],
        [
          "similarity",
          similarity === undefined ? "not calibrated" : `${probability(similarity)} (probability of the same)`,
        ],
      ]),
    );
    output.result({ same, distance, threshold: limit, similarity: similarity ?? null, ...(cut > 0 && { cut }) });
    process.exitCode = same ? 0 : 1;
  } finally {
    await model.close();
  }
}

function operatingPoint(threshold: { readonly far: number; readonly frr: number } | undefined): string {
  if (threshold === undefined) return "as given";
  return `false accepts ${percent(threshold.far)}, false rejects ${percent(threshold.frr)} in validation`;
}
