// kindred anomalies score DETECTOR DATA: how unlike the normal ones each row, picture or series is; a line each.

import type { Command } from "commander";
import type { Detector, Scores } from "../../anomalies/index.js";
import { check } from "../../core/errors.js";
import { finished, newCommand } from "../command.js";
import { counted } from "../figures.js";
import type { Output } from "../output.js";
import { type ScoredItem, type ScoreFormat, scoreWriter, sevenDigits } from "../score-lines.js";
import { word } from "../values.js";
import { itemsFor } from "../model-items.js";

interface ScoreFlags {
  readonly out?: string;
  readonly format?: ScoreFormat;
  readonly id?: string;
}

export function anomaliesScoreCommand(): Command {
  const command = newCommand({
    name: "score",
    description:
      "Scores DATA by a detector, a line for each row, picture or series: its id, its score (larger is less normal), the " +
      "threshold, the p-value (the share of normal ones at least as unlike) and whether it is an anomaly. Rows are read and " +
      "written as a stream; - is standard input.\n\nExit status: 0 done, whatever was found, 2 error.",
    examples: [
      "kindred anomalies score detector.onnx stream.csv",
      "tail -f sensors.csv | kindred anomalies score detector.onnx - --format jsonl",
      "kindred anomalies score detector.onnx pictures/ --out scores.csv",
    ],
  })
    .summary("say how unlike the normal ones others are")
    .argument("<detector>", "a file that kindred anomalies fit wrote")
    .argument("<data...>", "rows of numbers (.csv, .tsv, .npy, -), or pictures or series: a folder, or files")
    .option("--out <file>", "write there, not to standard output")
    .option("--format <name>", "csv or jsonl (default: csv, or as --out ends)", word("--format", ["csv", "jsonl"]))
    .option("--id <column>", "the column that names a row (default: id, where there is one)");
  return finished<ScoreFlags>(command, score);
}

async function score([path, ...data]: readonly string[], flags: ScoreFlags, output: Output): Promise<void> {
  const { loadDetector } = await import("../../anomalies/detector.js");
  const detector = await loadDetector(path!);
  const writer = await scoreWriter(flags, output);
  const totals = { count: 0, anomalies: 0, skipped: 0 };
  try {
    const blocks =
      detector.info.input.kind === "rows"
        ? rowScores(detector, data, flags, output)
        : itemScores(detector, data, output);
    for await (const { ids, scores, skipped } of blocks) {
      await writer.write(itemsOf(ids, scores));
      totals.count += ids.length;
      totals.anomalies += scores.anomalies.reduce((sum, value) => sum + value, 0);
      totals.skipped += skipped;
    }
    await writer.end();
  } finally {
    await detector.close();
  }
  const left = totals.skipped === 0 ? "" : `; ${totals.skipped} skipped`;
  output.note(`${counted(totals.count, "item")} scored, ${counted(totals.anomalies, "anomaly", "anomalies")}${left}`);
  const { threshold, falseAlarms } = detector.info.alarm;
  const listed = writer.items === undefined ? { out: flags.out } : { items: writer.items };
  output.result({ threshold: sevenDigits(threshold), falseAlarms, ...totals, ...listed });
}

interface ScoredBlock {
  readonly ids: readonly string[];
  readonly scores: Scores;
  readonly skipped: number;
}

async function* rowScores(
  detector: Detector,
  [file, ...more]: readonly string[],
  { id }: ScoreFlags,
  output: Output,
): AsyncGenerator<ScoredBlock> {
  const { input } = detector.info;
  check(more.length === 0 && input.kind === "rows", "INVALID_OPTION", "score: rows of numbers are one file, or -");
  const { openNumberRows } = await import("../../data/number-rows.js");
  const rows = await openNumberRows(file!, { columns: input.columns, id });
  if (rows.passedOver.length > 0) output.note(`columns passed over: ${rows.passedOver.join(", ")}`);
  for await (const block of rows.blocks()) yield { ids: block.ids, scores: await detector.score(block), skipped: 0 };
}

/** Pictures or series at a time. */
const itemBlock = 128;

async function* itemScores(detector: Detector, data: readonly string[], output: Output): AsyncGenerator<ScoredBlock> {
  const { input } = detector.info;
  check(input.kind === "model", "INVALID_INPUT", "score: the detector takes rows of numbers");
  const { inputOf } = await import("../../model/embed-dataset.js");
  const { items } = await itemsFor(input.model, data);
  for (let from = 0; from < items.length; from += itemBlock) {
    const block = items.slice(from, from + itemBlock);
    const inputs = block.map((item) => inputOf(item, { info: input.model }));
    const { unreadable, ...scores } = await detector.scoreInputs(inputs);
    for (const { message } of unreadable) output.note(`skipped: ${message}`);
    const gone = new Set(unreadable.map(({ index }) => index));
    const ids = block.filter((_, index) => !gone.has(index)).map(({ id }) => id);
    yield { ids, scores, skipped: gone.size };
  }
}

function itemsOf(ids: readonly string[], { scores, pValues, anomalies, threshold }: Scores): ScoredItem[] {
  return ids.map((id, i) => ({
    id,
    score: sevenDigits(scores[i]!),
    threshold: sevenDigits(threshold),
    pValue: sevenDigits(pValues[i]!),
    anomaly: anomalies[i] === 1,
  }));
}
