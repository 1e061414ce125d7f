// Bearer tokens: who may ask, and for what. A token is shown once, when it is made; the file keeps its hash.
//
//   kindred_ID_SECRET          ID: 12 letters, by which the file is searched; SECRET: 32 random bytes, base64url
//
//   {"version": 1, "tokens": [{"id", "name", "scopes", "hash": SHA-256 of the whole token in hex, "created", "expires"?}]}
//
// A plain SHA-256 is enough: 256 random bits cannot be guessed, however fast the hash. Hashes are compared in constant time, also
// where the id is unknown, so that the time of the answer says nothing about either.

import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { chmod, readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { z } from "zod";
import { KindredError, check } from "../core/errors.js";
import { missingError } from "../data/missing-path.js";
import { waitForLock } from "../gallery/wait-for-lock.js";
import { makeFolder } from "../model/make-folder.js";
import { writeAtomically } from "../model/write-atomically.js";

/** verify: compare, embed, search; enrol: add to and remove from galleries; admin: both. */
export const scopes = ["verify", "enrol", "admin"] as const;
export type Scope = (typeof scopes)[number];

export interface TokenRecord {
  readonly id: string;
  /** Whose it is; for people and audit lines. */
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** SHA-256 of the token, hex. */
  readonly hash: string;
  /** ISO 8601, UTC. */
  readonly created: string;
  /** Not known any more from then on. ISO 8601, UTC. */
  readonly expires?: string | undefined;
}

export interface NewToken {
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly expires?: Date | undefined;
}

const record = z.strictObject({
  id: z.string(),
  name: z.string(),
  scopes: z.array(z.enum(scopes)).min(1),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  created: z.iso.datetime(),
  expires: z.iso.datetime().optional(),
});
const tokensFile = z.strictObject({ version: z.literal(1), tokens: z.array(record) });

/** A new token and what the file keeps of it. @param now - milliseconds since 1970 */
export function makeToken(
  { name, scopes: granted, expires }: NewToken,
  now: number = Date.now(),
): { token: string; record: TokenRecord } {
  check(/^[\w.@-]{1,64}$/.test(name), "INVALID_OPTION", () => {
    return `tokens: a name is 1 to 64 letters, digits or ._@-, got ${JSON.stringify(name)}`;
  });
  check(granted.length > 0, "INVALID_OPTION", `tokens: at least one scope of ${scopes.join(", ")}`);
  const id = randomBytes(6).toString("hex");
  const token = `kindred_${id}_${randomBytes(32).toString("base64url")}`;
  const created = new Date(now).toISOString();
  const until = expires === undefined ? {} : { expires: expires.toISOString() };
  return {
    token,
    record: { id, name, scopes: [...new Set(granted)], hash: hashOf(token).toString("hex"), created, ...until },
  };
}

/** Whose token it is; undefined where it is nobody's or has expired. */
export function findToken(
  token: string,
  records: readonly TokenRecord[],
  now: number = Date.now(),
): TokenRecord | undefined {
  const id = /^kindred_([0-9a-f]{12})_/.exec(token)?.[1];
  const found = records.find((each) => each.id === id);
  const expected = Buffer.from(found?.hash ?? "0".repeat(64), "hex");
  const equal = timingSafeEqual(hashOf(token), expected);
  if (!equal || found === undefined) return undefined;
  return found.expires !== undefined && Date.parse(found.expires) <= now ? undefined : found;
}

/** Whether a token may do what `scope` stands for. */
export function allows({ scopes: granted }: Pick<TokenRecord, "scopes">, scope: Scope): boolean {
  return granted.includes(scope) || granted.includes("admin");
}

/** The tokens of a file. Throws NOT_FOUND, DATA_INVALID. */
export async function readTokens(path: string): Promise<readonly TokenRecord[]> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (cause) {
    throw missingError(path, cause, { hint: "kindred tokens create makes one" }) ?? cause;
  }
  try {
    return tokensFile.parse(JSON.parse(text)).tokens;
  } catch (cause) {
    throw new KindredError("DATA_INVALID", `${path}: not a file of tokens, or damaged`, { cause });
  }
}

/** How long a change waits for those of others, in milliseconds. */
const patience = 30_000;

/**
 * Replaces the tokens of a file by what `change` makes of them, while no other process does the same: of two that add a token at
 * once, both are kept.
 *
 * @param create - make the file where it is missing. @defaultValue false
 * @throws NOT_FOUND, DATA_INVALID, DISK_FULL; GALLERY_BUSY where others keep the file for too long; what `change` throws, and the
 *   file is then left as it was
 */
export async function changeTokens(
  path: string,
  change: (known: readonly TokenRecord[]) => readonly TokenRecord[],
  { create = false }: { readonly create?: boolean } = {},
): Promise<void> {
  if (create) await makeFolder(dirname(path));
  else await readTokens(path);
  const lock = await waitForLock(`${path}.lock`, patience);
  try {
    const known = await readTokens(path).catch((error: unknown) => {
      if (create && error instanceof KindredError && error.code === "NOT_FOUND") return [];
      throw error;
    });
    await writeTokens(path, change(known));
  } finally {
    await lock.release();
  }
}

/** Replaces the file at once; only its owner may read it. Throws DISK_FULL. */
export async function writeTokens(path: string, tokens: readonly TokenRecord[]): Promise<void> {
  await writeAtomically(path, `${JSON.stringify({ version: 1, tokens }, null, 2)}\n`);
  await chmod(path, 0o600);
}

function hashOf(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}
