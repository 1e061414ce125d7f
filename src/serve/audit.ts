// Who did what to whom: a line of JSON for each enrolment, removal and identification. Never a picture, never an embedding.
//
//   {"time":"2026-01-31T12:00:00.000Z","action":"identify","client":"door","address":"10.0.0.7","request":"req-9",
//    "gallery":"staff","outcome":"known","ids":["anna"]}
//
// A line is in the file before the answer leaves; where it cannot be written, the request fails.

import { appendFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { asDiskFull } from "../model/write-atomically.js";

export interface AuditEntry {
  readonly action: "enrol" | "remove" | "identify" | "search";
  /** Name of the token; "anonymous" without. */
  readonly client: string;
  readonly address: string;
  /** As in the log and in problems. */
  readonly request: string;
  readonly gallery: string;
  readonly outcome: string;
  /** Of items; of an identification the identity. */
  readonly ids?: readonly string[];
  /** Whose the items are or were. */
  readonly labels?: readonly string[];
}

export interface Audit {
  /** Throws DISK_FULL. */
  write(entry: AuditEntry): Promise<void>;
  close(): Promise<void>;
}

/** Appends to `path`, or hands the lines to `log` where there is none. */
export async function openAudit(path: string | undefined, log: (line: object) => void): Promise<Audit> {
  const stamped = (entry: AuditEntry): object => ({ time: new Date().toISOString(), ...entry });
  if (path === undefined) {
    return { write: async (entry) => log(stamped(entry)), close: () => Promise.resolve() };
  }
  // A line is one write at the file's end: whole, whoever else appends to it. Not by one of Node's threads: that takes ten times
  // as long as copying a line to the system's cache.
  const file = await open(path, "a", 0o600);
  return {
    async write(entry) {
      try {
        appendFileSync(file.fd, `${JSON.stringify(stamped(entry))}\n`);
      } catch (error) {
        throw asDiskFull(error, path);
      }
    },
    close: () => file.close(),
  };
}
