// Packages that only some galleries need: loaded when used, and asked for in words where they are missing.

import { KindredError } from "../core/errors.js";

/** What `load` brings. Throws MISSING_PACKAGE with the line to type. */
export async function optionalPackage<T>(name: string, what: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "ERR_MODULE_NOT_FOUND" && code !== "MODULE_NOT_FOUND") throw error;
    throw new KindredError("MISSING_PACKAGE", `${what} needs a package that is not installed: npm install ${name}`, {
      cause: error,
    });
  }
}
