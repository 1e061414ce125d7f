// The map of embeddings.

import { mapChart } from "../charts/embedding-map.js";
import { absent, figure, section } from "../figure.js";
import { html, type Html } from "../html.js";
import type { ReportInput } from "../input.js";

export async function mapSection({ map }: Pick<ReportInput, "map">): Promise<Html> {
  const chart = map && (await mapChart(map));
  return section(
    "map",
    "Map of the embeddings",
    chart === undefined
      ? absent("There are too few embeddings for a map.")
      : html`<div class="wide">${figure(chart)}</div>`,
  );
}
