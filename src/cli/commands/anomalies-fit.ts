// kindred anomalies fit NORMAL --out FILE: makes a detector of what is unlike the normal rows, pictures or series.

import type { Command } from "commander";
import type { Detector, FitDetectorOptions } from "../../anomalies/index.js";
import type { Matrix } from "../../core/embeddings.js";
import { check } from "../../core/errors.js";
import { finished, newCommand } from "../command.js";
import { counted, listing, measure, percent } from "../figures.js";
import type { Output } from "../output.js";
import { counter } from "../progress-line.js";
import { names, number, wholeNumber, word } from "../values.js";
import { itemsFor } from "../model-items.js";

interface FitFlags {
  readonly out: string;
  readonly model?: string;
  readonly falseAlarms?: number;
  readonly method?: string;
  readonly anomalies?: string;
  readonly scaling?: "columns" | "common";
  readonly references?: number;
  readonly id?: string;
  readonly ignore?: readonly string[];
  readonly seed?: number;
}

export function anomaliesFitCommand(): Command {
  const command = newCommand({
    name: "fit",
    description:
      "Learns what is normal from NORMAL: rows of numbers (.csv, .tsv, .npy, or - for standard input), or with --model " +
      "pictures or series. Writes a detector: one .onnx file that takes what NORMAL holds and gives a score, a p-value and " +
      "whether it is an anomaly. The threshold is set by normal rows that were held out, at the rate of false alarms asked for.",
    examples: [
      "kindred anomalies fit normal.csv --out detector.onnx --false-alarms 0.01",
      "kindred anomalies fit normal/ --model runs/parts/model.onnx --out detector.onnx",
      "kindred anomalies fit normal.csv --anomalies faults.csv --out detector.onnx",
    ],
  })
    .summary("learn from what is normal")
    .argument("<normal>", "rows of numbers; with --model a folder of pictures, or of series")
    .requiredOption("--out <file>", "where to write the detector")
    .option("--model <file>", "embed NORMAL by this model, which becomes part of the detector")
    .option(
      "--false-alarms <rate>",
      "share of normal items that may be taken for anomalies (default: 0.01)",
      number("--false-alarms", { min: 0, above: true, max: 1 }),
    )
    .option(
      "--method <names>",
      "auto, nearest-neighbours, mahalanobis, local-outlier-factor, twins, or several between commas (default: auto)",
    )
    .option("--anomalies <data>", "known anomalies to learn from, as NORMAL")
    .option(
      "--scaling <name>",
      "columns: each to its own scale; common: all to one, as embeddings want (default: chosen)",
      word("--scaling", ["columns", "common"]),
    )
    .option(
      "--references <n>",
      "normal rows that the detector keeps at most (default: 10000)",
      wholeNumber("--references", { min: 2 }),
    )
    .option("--id <column>", "the column that names a row (default: id, where there is one)")
    .option("--ignore <columns>", "columns to pass over, between commas", names)
    .option("--seed <n>", "of every sample (default: 0)", wholeNumber("--seed", { min: 0 }));
  return finished<FitFlags>(command, fit);
}

async function fit([normal]: readonly string[], flags: FitFlags, output: Output): Promise<void> {
  const { out, model } = flags;
  const detector = model === undefined ? await fitRows(normal!, flags) : await fitItems(normal!, model, flags, output);
  try {
    await detector.save(out);
    const { alarm, methods, normal: rows, width, anomalies, input } = detector.info;
    const [from, to] = alarm.expected;
    output.say(
      listing([
        ["detector", out],
        ["takes", input.kind === "rows" ? `rows of ${counted(width, "number")}` : `what ${model} takes`],
        ["methods", methods.map(({ name }) => name).join(", ")],
        ["normal", `${counted(rows.seen, "item")}, ${rows.references} kept to compare with`],
        ...(anomalies === undefined ? [] : [["anomalies", `${anomalies} known`] as const]),
        ["threshold", `${measure(alarm.threshold)}, from ${counted(alarm.rows, "held-out score")}`],
        ["false alarms", `${percent(alarm.falseAlarms)} asked for; ${percent(from)} to ${percent(to)} to be expected`],
      ]),
    );
    output.result({ out, ...detector.info });
  } finally {
    await detector.close();
  }
}

async function fitRows(normal: string, flags: FitFlags): Promise<Detector> {
  const { id, ignore, anomalies } = flags;
  const [{ fitDetector }, { openNumberRows }] = await Promise.all([
    import("../../anomalies/index.js"),
    import("../../data/number-rows.js"),
  ]);
  await checkNoFolder(normal);
  const rows = await openNumberRows(normal, { id, ignore });
  const { columns } = rows;
  const known = anomalies === undefined ? undefined : await allRows(anomalies, columns, id);
  return fitDetector(rows.blocks(), { ...fitOptions(flags), columns, ...(known && { anomalies: known }) });
}

async function checkNoFolder(path: string): Promise<void> {
  if (path === "-") return;
  const { kindOfPath } = await import("../../data/picture-files.js");
  const kind = await kindOfPath(path);
  check(
    kind === "file",
    "INVALID_OPTION",
    `${path}: a folder; pictures and series need --model, rows of numbers are one file`,
  );
}

async function allRows(file: string, columns: readonly string[], id: string | undefined): Promise<Matrix> {
  const { openNumberRows } = await import("../../data/number-rows.js");
  const { matrix } = await import("../../core/matrix.js");
  const rows: Float32Array[] = [];
  for await (const block of (await openNumberRows(file, { columns, id })).blocks()) {
    for (let i = 0; i < block.rows; i++) rows.push(block.data.slice(i * block.columns, (i + 1) * block.columns));
  }
  return matrix(rows);
}

async function fitItems(normal: string, model: string, flags: FitFlags, output: Output): Promise<Detector> {
  const [{ fitDetectorOn }, { inputOf }, { loadModel }] = await Promise.all([
    import("../../anomalies/index.js"),
    import("../../model/embed-dataset.js"),
    import("../../model/load.js"),
  ]);
  const { info, close } = await loadModel(model);
  await close();
  const items = await itemsFor(info, [normal]);
  const known = flags.anomalies === undefined ? undefined : await itemsFor(info, [flags.anomalies]);
  const inputs = (dataset: typeof items) => dataset.items.map((item) => inputOf(item, { info }));
  const progress = counter("embedded", items.items.length);
  const { detector, unreadable } = await fitDetectorOn(model, inputs(items), {
    ...fitOptions(flags),
    ...(known && { anomalies: inputs(known) }),
    onProgress: progress.show,
  });
  progress.end();
  for (const { message } of unreadable) output.note(`skipped: ${message}`);
  return detector;
}

function fitOptions({
  falseAlarms,
  method,
  scaling,
  references,
  seed,
}: FitFlags): Omit<FitDetectorOptions, "anomalies" | "columns"> {
  const listed = method?.split(",").map((name) => name.trim());
  return {
    ...(falseAlarms !== undefined && { falseAlarms }),
    ...(listed && { method: listed.length === 1 ? listed[0]! : listed }),
    ...(scaling && { scaling }),
    ...(references !== undefined && { references }),
    ...(seed !== undefined && { seed }),
  };
}
