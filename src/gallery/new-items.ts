// What is enrolled, checked before anything is embedded: so that a slip in the last item is found before the first is written.

import { check } from "../core/errors.js";
import { checkMetadata, checkText } from "./filter.js";
import type { NewItem } from "./gallery.js";

const longestName = 1024;

/** Throws INVALID_INPUT, naming the item: ids and labels that are no text or empty, an id given twice, metadata. */
export function checkNewItems(items: readonly NewItem[]): void {
  const seen = new Set<string>();
  items.forEach(({ id, label, metadata }, index) => {
    checkName(`gallery: item ${index}: id`, id);
    const where = `gallery: item ${index} (${id})`;
    check(!seen.has(id), "INVALID_INPUT", `${where}: its id is given twice`);
    seen.add(id);
    if (label !== undefined) checkName(`${where}: label`, label);
    if (metadata !== undefined) checkMetadata(where, metadata);
  });
}

/** Throws INVALID_INPUT unless it may be an id or a label. */
export function checkName(where: string, name: unknown): asserts name is string {
  checkText(where, name, longestName);
  check(name !== "", "INVALID_INPUT", `${where}: is empty`);
}
