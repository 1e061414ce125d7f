// The token file of a running service: read again when it has changed, so that a token that was made or revoked counts within a
// second.

import { stat } from "node:fs/promises";
import { findToken, readTokens, type TokenRecord } from "./tokens.js";

export interface TokenStore {
  /** Whose token it is. Throws nothing: a file that cannot be read any more leaves the tokens that were known, and is told. */
  find(token: string): Promise<TokenRecord | undefined>;
}

/** @param recheck - milliseconds between two looks at the file. @throws NOT_FOUND, DATA_INVALID (at the start) */
export async function openTokenStore(
  path: string,
  onFailure: (error: unknown) => void,
  recheck = 1000,
): Promise<TokenStore> {
  let tokens = await readTokens(path);
  let seen = await stampOf(path);
  let looked = Date.now();
  const refresh = async (): Promise<void> => {
    looked = Date.now();
    try {
      const stamp = await stampOf(path);
      if (stamp === seen) return;
      tokens = await readTokens(path);
      seen = stamp;
    } catch (error) {
      onFailure(error);
    }
  };
  return {
    async find(token) {
      if (Date.now() - looked >= recheck) await refresh();
      return findToken(token, tokens);
    },
  };
}

/** Changes whenever the file is replaced. */
async function stampOf(path: string): Promise<string> {
  const { ino, mtimeMs, size } = await stat(path);
  return `${ino} ${mtimeMs} ${size}`;
}
