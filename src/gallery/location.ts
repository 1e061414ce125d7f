// Where a gallery is: a name, and a store of galleries.
//
//   "staff"                         in the folder galleries/ of the working directory, or where KINDRED_STORE says
//   "data/staff", "/srv/staff"      this very folder
//
// A name has letters, digits, - and _ only, so that it can be neither a path nor SQL.

import path from "node:path";
import { KindredError, check } from "../core/errors.js";

export interface Location {
  readonly name: string;
  readonly folder: string;
}

const namePattern = /^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$/;
const defaultStore = "galleries";

/**
 * @param name - a gallery's name, or the path of its folder
 * @param store - a folder. @defaultValue KINDRED_STORE, else "galleries"
 * @throws INVALID_INPUT for what is neither
 */
export function locate(name: string, store: string | undefined = process.env["KINDRED_STORE"]): Location {
  const named = namePattern.test(name);
  check(store === undefined || !store.includes("://"), "INVALID_INPUT", "store: expected a folder, got an address");
  if (named) return { name, folder: path.resolve(store ?? defaultStore, name) };
  if (isFolderPath(name)) return { name: path.basename(path.resolve(name)), folder: path.resolve(name) };
  throw new KindredError(
    "INVALID_INPUT",
    `gallery: expected a name of letters, digits, - and _ (at most 63), got ${JSON.stringify(name.slice(0, 80))}`,
  );
}

/** Whoever writes a path with a slash means a folder; so that a name from elsewhere cannot, callers check names first. */
function isFolderPath(name: string): boolean {
  return /[/\\]/.test(name) && !name.includes("\0");
}

/** Throws INVALID_INPUT unless `name` is a name, and no path: for names that come from elsewhere. */
export function checkGalleryName(name: string): void {
  check(namePattern.test(name), "INVALID_INPUT", () => {
    return `gallery: expected a name of letters, digits, - and _ (at most 63), got ${JSON.stringify(name.slice(0, 80))}`;
  });
}
