// kindred tokens: made, listed and revoked; the token itself is shown once and in one place.

import assert from "node:assert/strict";
import { readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { json, kindred } from "../../testkit/command.js";
import { temporaryFolder, write } from "../../testkit/pictures.js";

const folder = temporaryFolder();
const file = join(folder, "tokens.json");

interface Shown {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly created: string;
  readonly expires?: string;
}

test("a token is made, listed and revoked; only its hash is kept", async () => {
  const plain = await kindred(["tokens", "create", file, "--name", "door", "--scope", "verify"]);
  assert.match(plain.stdout, /^kindred_[0-9a-f]{12}_[\w-]{43}\n$/);
  assert.match(plain.stderr, /^.*tokens\.json: token [0-9a-f]{12} for door \(verify\); it is shown only now:\n$/);
  const made = await kindred([
    "tokens",
    "create",
    file,
    "--name",
    "office",
    "--scope",
    "verify,enrol",
    "--days",
    "90",
    "--json",
  ]);
  const { token, ...shown } = json<Shown & { token: string }>(made);
  assert.deepEqual(Object.keys(shown), ["id", "name", "scopes", "created", "expires"]);
  assert.ok(!made.stderr.includes(token), "what goes to standard error is kept in logs");
  const kept = readFileSync(file, "utf8");
  for (const secret of [token, plain.stdout.trim()]) assert.ok(!kept.includes(secret.slice(-20)));
  assert.equal(statSync(file).mode & 0o077, 0, "nobody else may read the file");
  const { tokens } = json<{ tokens: readonly Shown[] }>(await kindred(["tokens", "list", file, "--json"]));
  assert.deepEqual([tokens.map(({ name }) => name), tokens[1]], [["door", "office"], shown]);
  const revoked = await kindred(["tokens", "revoke", file, "--id", shown.id, "--json"]);
  assert.deepEqual(json(revoked), { revoked: shown });
  assert.match((await kindred(["tokens", "list", file])).stdout, /^[0-9a-f]{12} {2}door {2}verify {2}since [^\n]*\n$/);
});

test("tokens that are made and revoked at the same time do not undo each other", async () => {
  const shared = join(folder, "new", "shared.json");
  const first = json<Shown>(
    await kindred(["tokens", "create", shared, "--name", "first", "--scope", "admin", "--json"]),
  );
  const asked = ["a", "b", "c", "d"].map((name) =>
    kindred(["tokens", "create", shared, "--name", name, "--scope", "verify"]),
  );
  const all = await Promise.all([...asked, kindred(["tokens", "revoke", shared, "--id", first.id])]);
  assert.deepEqual(
    all.map(({ status }) => status),
    [0, 0, 0, 0, 0],
  );
  const { tokens } = json<{ tokens: readonly Shown[] }>(await kindred(["tokens", "list", shared, "--json"]));
  assert.deepEqual(tokens.map(({ name }) => name).sort(), ["a", "b", "c", "d"]);
  assert.deepEqual(readdirSync(join(folder, "new")), ["shared.json"], "no lock is left behind");
});

test("what is missing, unknown or damaged is refused, and the file stays as it was", async () => {
  const before = readFileSync(file);
  const damaged = write(folder, "damaged.json", '{"tok');
  for (const [words, message] of [
    [["create", file, "--scope", "verify"], /--name says whose token it is/],
    [["create", file, "--name", "x"], /at least one scope of verify, enrol, admin/],
    [["create", file, "--name", "x", "--scope", "verfy"], /--scope: unknown "verfy", did you mean "verify"\?/],
    [["create", file, "--name", "a b", "--scope", "verify"], /a name is 1 to 64 letters, digits or \._@-, got "a b"/],
    [["create", file, "--name", "x", "--scope", "verify", "--days", "-3"], /--days: expected a number above 0/],
    [["revoke", file], /--id says which/],
    [["revoke", file, "--id", "nobody"], /no token "nobody"; kindred tokens list shows them/],
    [["list", join(folder, "none.json")], /none\.json: no such file; kindred tokens create makes one/],
    [["list", damaged], /damaged\.json: not a file of tokens, or damaged/],
    [["create", damaged, "--name", "x", "--scope", "verify"], /damaged\.json: not a file of tokens, or damaged/],
  ] as const) {
    const { status, stdout, stderr } = await kindred(["tokens", ...words]);
    assert.deepEqual([status, stdout], [2, ""], words.join(" "));
    assert.match(stderr, message);
  }
  assert.ok(readFileSync(file).equals(before));
  assert.equal(readFileSync(damaged, "utf8"), '{"tok');
});
