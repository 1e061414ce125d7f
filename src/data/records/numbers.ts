// Numbers as people write them into tables.
//
//   12   -1.5   2e3   $1,299.00   1 299,00 €   12,5   45 %
//
// A comma before exactly three digits parts thousands, another is a decimal comma.

/** The number in a cell, or undefined where there is something else. */
export function readNumber(cell: string): number | undefined {
  const bare = cell
    .trim()
    .replace(/^[$€£¥]\s*|\s*[$€£¥%]$/gu, "")
    .replace(/(?<=\d)[\s'\u00a0\u202f](?=\d{3}(?!\d))/gu, "");
  if (!/^[+-]?(?:\d|[.,]\d)/.test(bare)) return undefined;
  const value = Number(withPoint(bare));
  return Number.isFinite(value) ? value : undefined;
}

function withPoint(text: string): string {
  if (/^[+-]?\d{1,3}(?:,\d{3})+(?:\.\d*)?$/.test(text)) return text.replaceAll(",", "");
  if (/^[+-]?\d{1,3}(?:\.\d{3})+,\d*$/.test(text)) return text.replaceAll(".", "").replace(",", ".");
  return /^[+-]?\d*,\d+$/.test(text) ? text.replace(",", ".") : text;
}
