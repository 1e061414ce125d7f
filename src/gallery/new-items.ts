// What is enrolled or removed, checked before anything is embedded: so that a slip in the last item is found before the first is
// written.

import { check } from "../core/errors.js";
import { checkNames } from "../core/options.js";
import { checkMetadata, checkText } from "./filter.js";
import type { NewItem, Removal } from "./gallery.js";

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

/** Throws INVALID_INPUT unless it is a list of ids or one of labels. */
export function checkRemoval(what: Removal): void {
  checkNames("gallery: remove", what, ["ids", "labels"]);
  const [names, of] = "ids" in what ? [what.ids, "id"] : [what.labels, "label"];
  check(Array.isArray(names), "INVALID_INPUT", "gallery: remove takes a list of ids or of labels");
  for (const name of names) checkName(`gallery: ${of} to remove`, name);
}

/** Throws INVALID_INPUT unless it may be an id or a label. */
export function checkName(where: string, name: unknown): asserts name is string {
  checkText(where, name, longestName);
  check(name !== "", "INVALID_INPUT", `${where}: is empty`);
}
