// kindred duplicates DATA --model FILE: groups of items that are nearly the same, and a report of them as pictures.

import type { Command } from "commander";
import { check } from "../../core/errors.js";
import type { Dataset } from "../../data/dataset.js";
import type { DuplicateGroup } from "../../gallery/duplicates.js";
import type { EmbeddedDataset, SiameseModel } from "../../model/index.js";
import type { ReportItem } from "../../report/index.js";
import { finished, newCommand } from "../command.js";
import { counted, measure } from "../figures.js";
import type { Output } from "../output.js";
import { counter } from "../progress-line.js";
import { number, wholeNumber } from "../values.js";
import { warnings } from "../warnings.js";

interface DuplicatesFlags {
  readonly model: string;
  readonly threshold?: number;
  readonly report?: string;
  readonly strict?: boolean;
  readonly threads?: number;
}

/** Groups, and items of each, that the report shows at most. */
const shownGroups = 200;
const shownItems = 9;
/** Groups that are printed. */
const printed = 20;

export function duplicatesCommand(): Command {
  const command = newCommand({
    name: "duplicates",
    description:
      "Finds groups of items that are nearly the same: pictures saved twice, series recorded twice. What counts as nearly " +
      "the same is measured, as how far items come to lie from copies of themselves, or is said by --threshold.",
    examples: [
      "kindred duplicates photos --model runs/faces/model.onnx --report duplicates.html",
      "kindred duplicates items.csv --model model.onnx --threshold 0.05 --json",
    ],
  })
    .argument("<data>", "a folder, at any depth, an items file (path,class), a file of series, or a table")
    .requiredOption("--model <file>", "the model whose embeddings are compared")
    .option(
      "--threshold <distance>",
      "as near as that is a duplicate (default: measured on copies)",
      number("--threshold", { min: 0 }),
    )
    .option("--report <file>", "write the groups as pictures to an HTML file")
    .option("--strict", "stop at the first item that cannot be read")
    .option("--threads <n>", "threads to embed with (default: one a core)", wholeNumber("--threads"));
  return finished<DuplicatesFlags>(command, duplicates);
}

async function duplicates([path]: readonly string[], flags: DuplicatesFlags, output: Output): Promise<void> {
  const { strict = false, report, threads } = flags;
  const [{ openDataset }, { loadModel, embedDataset }, { trainedColumns }, { duplicateGroups }] = await Promise.all([
    import("../../data/index.js"),
    import("../../model/index.js"),
    import("../../model/trained-columns.js"),
    import("../../gallery/duplicates.js"),
  ]);
  const model = await loadModel(flags.model, threads === undefined ? {} : { threads });
  try {
    const columns = await trainedColumns(model.info, path);
    const dataset = await openDataset(path!, { minClasses: 0, strict, ...(columns && { columns }) });
    const progress = counter("embedded", dataset.items.length);
    const options = { unreadable: strict ? "throw" : "skip", onProgress: progress.show } as const;
    const embedded = await embedDataset(model, dataset, options);
    progress.end();
    warnings(output, embedded.dataset.warnings);
    const threshold = flags.threshold ?? (await measured(model, embedded.dataset));
    const groups = await duplicateGroups(model.distance, embedded.embeddings, threshold);
    say(groups, embedded, threshold, flags.threshold === undefined, output);
    if (report !== undefined) {
      await writeReport(report, groups, embedded, model, rule(threshold, flags.threshold === undefined));
      output.say(`\nreport: ${report}`);
    }
    const items = embedded.embeddings.rows;
    const found = groups.map(({ rows, distances, mixed }) => ({
      mixed,
      items: rows.map((index, i) => ({ id: embedded.dataset.items[index]!.id, distance: distances[i] })),
    }));
    output.result({ items, threshold, groups: found, report: report ?? null });
  } finally {
    await model.close();
  }
}

async function measured(model: SiameseModel, dataset: Dataset): Promise<number> {
  const { copyDistance } = await import("../../gallery/copies.js");
  const threshold = await copyDistance(model, dataset);
  check(
    Number.isFinite(threshold),
    "DATA_EMPTY",
    "duplicates: no item could be copied to measure with; give --threshold",
  );
  return threshold;
}

function rule(threshold: number, isMeasured: boolean): string {
  const why = isMeasured ? "as near as 19 of 20 items are to copies of themselves" : "as given";
  return `Two items are duplicates at a distance of ${measure(threshold)} or nearer, ${why}.`;
}

function say(
  groups: readonly DuplicateGroup[],
  { dataset, embeddings }: EmbeddedDataset,
  threshold: number,
  isMeasured: boolean,
  output: Output,
): void {
  const inAll = groups.reduce((sum, { rows }) => sum + rows.length, 0);
  const found =
    groups.length === 0 ? "no duplicates" : `${counted(groups.length, "group")} of duplicates with ${inAll} in them`;
  output.say(`${counted(embeddings.rows, "item")}; ${found}`);
  output.say(rule(threshold, isMeasured));
  groups.slice(0, printed).forEach(({ rows, distances, mixed }) => {
    output.say(`\n${dataset.items[rows[0]!]!.id}${mixed ? "   (of several classes)" : ""}`);
    rows.slice(1, shownItems).forEach((index, i) => {
      output.say(`  ${measure(distances[i + 1]!).padEnd(8)} ${dataset.items[index]!.id}`);
    });
    if (rows.length > shownItems) output.say(`  and ${rows.length - shownItems} more`);
  });
  if (groups.length > printed) output.say(`\nand ${counted(groups.length - printed, "more group")}`);
}

async function writeReport(
  file: string,
  groups: readonly DuplicateGroup[],
  { dataset, embeddings }: EmbeddedDataset,
  model: SiameseModel,
  text: string,
): Promise<void> {
  const { writeDuplicates } = await import("../../report/index.js");
  const { itemThumbnail } = await import("../item-thumbnail.js");
  const itemOf = async (index: number): Promise<ReportItem> => {
    const item = dataset.items[index]!;
    const thumbnail = await itemThumbnail(item, model.info);
    const label = dataset.classes[item.label];
    return { id: item.id, ...(label !== undefined && { label }), ...(thumbnail !== undefined && { thumbnail }) };
  };
  const shown = groups.slice(0, shownGroups).map(async ({ rows, distances, mixed }) => ({
    items: await Promise.all(rows.slice(0, shownItems).map(itemOf)),
    distances,
    size: rows.length,
    mixed,
  }));
  await writeDuplicates(file, {
    title: `Duplicates in ${dataset.root}`,
    createdAt: new Date().toISOString(),
    items: embeddings.rows,
    rule: text,
    total: groups.length,
    groups: await Promise.all(shown),
  });
}
