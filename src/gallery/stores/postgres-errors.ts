// What PostgreSQL and the way to it say when something fails, in Kindred's codes.

import { KindredError, type ErrorCode } from "../../core/errors.js";

/** SQLSTATE, whole or its first two letters (https://www.postgresql.org/docs/current/errcodes-appendix.html). */
const states: Readonly<Record<string, ErrorCode>> = {
  "08": "STORE_UNAVAILABLE", // connection
  "28": "STORE_UNAVAILABLE", // who may connect
  "3D": "STORE_UNAVAILABLE", // no such database
  "53": "STORE_UNAVAILABLE", // out of memory or connections
  "53100": "DISK_FULL",
  "55P03": "GALLERY_BUSY", // waited too long for a lock
  "57": "STORE_UNAVAILABLE", // shutting down
};

/** The error in Kindred's words, without the address, which holds a password; one that is a bug stays as it is. */
export function asStoreError(error: unknown): unknown {
  if (error instanceof KindredError || !(error instanceof Error)) return error;
  const { code = "" } = error as { readonly code?: string };
  const known = states[code] ?? states[code.slice(0, 2)];
  if (known !== undefined) return new KindredError(known, `store: PostgreSQL: ${error.message}`, { cause: error });
  const network =
    /^E[A-Z]+$/.test(code) || /connection (terminated|ended)|timeout exceeded|not queryable/i.test(error.message);
  if (!network) return error;
  return new KindredError("STORE_UNAVAILABLE", `store: PostgreSQL cannot be reached: ${error.message || code}`, {
    cause: error,
  });
}
