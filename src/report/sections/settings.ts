// The settings as they were in force, so that the run can be repeated.

import { absent, section, tableOf } from "../figure.js";
import { counted } from "../format.js";
import { html, shorten, type Html } from "../html.js";
import type { ReportInput } from "../input.js";

const mostRows = 200;

export function settingsSection({ settings }: Pick<ReportInput, "settings">): Html {
  const rows = flattened(settings).slice(0, mostRows);
  if (rows.length === 0) return section("settings", "Settings", absent("No settings were given."));
  const table = {
    columns: ["setting", "value"],
    rows: rows.map(([name, value]) => [shorten(name, 100), html`<code>${shorten(value, 300)}</code>`]),
  };
  return section(
    "settings",
    "Settings",
    html`<details>
      <summary>${counted(rows.length, "setting")}</summary>
      ${tableOf(table, "Settings")}
    </details>`,
  );
}

/** `{ optimizer: { name: "adam" } }` -> `[["optimizer.name", "adam"]]`; arrays and the like as JSON. */
function flattened(settings: Readonly<Record<string, unknown>>, prefix = ""): readonly (readonly [string, string])[] {
  return Object.entries(settings).flatMap(([name, value]) => {
    const path = `${prefix}${name}`;
    if (value === undefined) return [];
    if (isRecord(value) && path.length < 200) return flattened(value, `${path}.`);
    return [[path, typeof value === "string" ? value : json(value)] as const];
  });
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && Object.prototype.toString.call(value) === "[object Object]";
}

/** As JSON, or by its own name what JSON cannot hold (a bigint, a function). */
function json(value: unknown): string {
  return typeof value === "bigint" || typeof value === "function"
    ? String(value)
    : (JSON.stringify(value) ?? String(value));
}
