// How figures look on a terminal, and how they are set in columns.

/** 0.97314 -> "97.3 %". */
export function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

/** Areas under curves: 0.97314 -> "0.9731". */
export function area(value: number): string {
  return value.toFixed(4);
}

/** Three significant digits, without trailing zeros: "0.0594", "0.41", "12.3". */
export function measure(value: number): string {
  if (!Number.isFinite(value)) return "not finite";
  return String(Number(value.toPrecision(Math.abs(value) >= 100 ? Math.ceil(Math.log10(Math.abs(value) + 1)) : 3)));
}

/** A probability in three digits: "0.507"; never "0.000" or "1.000", which nothing is: "<0.001", ">0.999". */
export function probability(value: number): string {
  if (value < 0.0005) return "<0.001";
  return value >= 0.9995 ? ">0.999" : value.toFixed(3);
}

/** "41 s", "3 min 20 s", "1 h 5 min". */
export function duration(seconds: number): string {
  const total = Math.max(0, Math.round(seconds));
  if (total < 60) return `${total} s`;
  if (total < 3600) return `${Math.floor(total / 60)} min ${total % 60} s`;
  return `${Math.floor(total / 3600)} h ${Math.floor((total % 3600) / 60)} min`;
}

/** As `duration`, for estimates: "41 s", "3 min", "1 h 5 min". */
export function roughly(seconds: number): string {
  return seconds >= 60 && seconds < 3570 ? `${Math.round(seconds / 60)} min` : duration(seconds);
}

/** "15.7 KiB", "231 MiB". */
export function bytesText(bytes: number): string {
  const [unit, divisor] = bytes < 2 ** 20 ? ["KiB", 2 ** 10] : ["MiB", 2 ** 20];
  return `${measure(bytes / Number(divisor))} ${unit}`;
}

/** "1 picture", "3 pictures". */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : plural}`;
}

/**
 * Rows of cells as lines: the first columns, `names` of them, to the left, the others to the right, two spaces between. A lone cell is a
 * heading.
 */
export function table(rows: readonly (readonly string[])[], names = 1): string {
  const widths: number[] = [];
  for (const row of rows.filter(({ length }) => length > 1)) {
    row.forEach((cell, i) => (widths[i] = Math.max(widths[i] ?? 0, cell.length)));
  }
  const line = (row: readonly string[]): string =>
    row.map((cell, i) => (i < names ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i]!))).join("  ");
  return rows.map((row) => line(row).trimEnd()).join("\n");
}

/** Names and values, one a line: the names to the left, the values in one column. */
export function listing(entries: readonly (readonly [name: string, value: string])[]): string {
  const width = Math.max(...entries.map(([name]) => name.length));
  return entries.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join("\n");
}
