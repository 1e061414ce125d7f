// Where a gallery is: a name, and a store of galleries.
//
//   "staff"                         in the folder galleries/ of the working directory, or where KINDRED_STORE says
//   "staff" in "postgres://..."     in that database
//   "data/staff", "/srv/staff"      this very folder
//
// A name has letters, digits, - and _ only, so that it can be neither a path nor SQL.

import path from "node:path";
import { KindredError, check } from "../core/errors.js";

export type Location =
  | { readonly kind: "embedded"; readonly name: string; readonly folder: string }
  | { readonly kind: "postgres"; readonly name: string; readonly url: string };

const namePattern = /^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$/;
const defaultStore = "galleries";

/**
 * @param name - a gallery's name, or the path of its folder
 * @param store - a folder, or the URL of a database. @defaultValue KINDRED_STORE, else "galleries"
 * @throws INVALID_INPUT for what is neither
 */
export function locate(name: string, store: string | undefined = process.env["KINDRED_STORE"]): Location {
  const named = namePattern.test(name);
  if (store?.includes("://")) {
    const known = /^postgres(ql)?:\/\//i.test(store);
    check(known, "INVALID_INPUT", "store: expected a folder or postgres://..., got another kind of address");
    if (named) return { kind: "postgres", name, url: store };
  } else if (named) {
    return { kind: "embedded", name, folder: path.resolve(store ?? defaultStore, name) };
  } else if (isFolderPath(name)) {
    return { kind: "embedded", name: path.basename(path.resolve(name)), folder: path.resolve(name) };
  }
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
