// The report: one HTML file that says what was trained on what, how it went and how good it is, with the pictures that show
// it. No script and no outside resource: it opens without a network, from a mail attachment, ten years from now. A content
// security policy in the page holds it to that, should a file name ever get past the escaping.
//
// The same input gives the same bytes. Its size is bounded whatever the size of the input: curves are thinned out, lists
// cut, long names shortened.

import { writeAtomically } from "../model/write-atomically.js";
import type { Html } from "./html.js";
import type { ReportInput } from "./input.js";
import { pageOf } from "./page.js";
import { distancesSection } from "./sections/distances.js";
import { headlineSection } from "./sections/headline.js";
import { mapSection } from "./sections/map.js";
import { neighboursSection } from "./sections/neighbours.js";
import { overviewSection, warningsSection } from "./sections/overview.js";
import { pairsSection } from "./sections/pairs.js";
import { settingsSection } from "./sections/settings.js";
import { trainingSection } from "./sections/training.js";
import { verificationSection } from "./sections/verification.js";

export type * from "./input.js";

const contents: readonly (readonly [string, string])[] = [
  ["overview", "Overview"],
  ["figures", "Figures"],
  ["training", "Training"],
  ["verification", "Same or different"],
  ["distances", "Distances"],
  ["pairs", "Pairs"],
  ["neighbours", "Neighbours"],
  ["map", "Map"],
  ["settings", "Settings"],
];

/** The page as one string of HTML. */
export async function renderReport(input: ReportInput): Promise<string> {
  const { title, createdAt } = input;
  const shown = contents.filter(([id]) => id !== "distances" || input.distanceComparison !== undefined);
  return pageOf({ title, createdAt, contents: shown, content: await sections(input) });
}

async function sections(input: ReportInput): Promise<readonly Html[]> {
  const parts = [
    warningsSection(input),
    overviewSection(input),
    headlineSection(input.metrics),
    await trainingSection(input),
    await verificationSection(input),
    await distancesSection(input.distanceComparison),
    pairsSection(input),
    await neighboursSection(input),
    await mapSection(input),
    settingsSection(input),
  ];
  return parts.filter((part) => part !== undefined);
}

/**
 * Renders the report and writes it to `path`, making the folder where it is missing. Nobody ever meets half a report: it is
 * written under a temporary name and renamed.
 *
 * @throws DISK_FULL where there is no room; a report that was there before is then untouched
 */
export async function writeReport(path: string, input: ReportInput): Promise<void> {
  await writeAtomically(path, await renderReport(input));
}
