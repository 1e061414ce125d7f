// kindred tokens ACTION FILE: the bearer tokens of a service: made, listed, revoked.

import type { Command } from "commander";
import { check } from "../../core/errors.js";
import type { Scope, TokenRecord } from "../../serve/tokens.js";
import { finished, newCommand } from "../command.js";
import type { Output } from "../output.js";
import { names, number, word } from "../values.js";

interface TokensOptions {
  readonly name?: string;
  readonly scope?: readonly string[];
  readonly days?: number;
  readonly id?: string;
}

const actions = ["create", "list", "revoke"];
const day = 24 * 3600 * 1000;

export function tokensCommand(): Command {
  const command = newCommand({
    name: "tokens",
    description:
      "Makes, lists and revokes the tokens of a service. A token is printed once, when it is made; the file keeps only its hash. " +
      "A running service reads the file again within a second of a change.\n\nScopes: verify (compare, embed, search, identify), " +
      "enrol (add to and remove from galleries), admin (both).",
    examples: [
      "kindred tokens create tokens.json --name door --scope verify",
      "kindred tokens create tokens.json --name office --scope verify,enrol --days 90",
      "kindred tokens list tokens.json",
      "kindred tokens revoke tokens.json --id 1f2e3d4c5b6a",
    ],
  })
    .argument("<action>", actions.join(", "))
    .argument("<file>", "the file of tokens; create makes it where it is missing")
    .option("--name <name>", "create: whose token it is")
    .option("--scope <scopes>", "create: verify, enrol, admin; several between commas", names)
    .option(
      "--days <n>",
      "create: not valid any more after so many days (default: valid for good)",
      number("--days", { min: 0, above: true, max: 36500 }),
    )
    .option("--id <id>", "revoke: which token, as list shows it");
  return finished<TokensOptions>(command, tokens);
}

async function tokens([action, file]: readonly string[], options: TokensOptions, output: Output): Promise<void> {
  word("kindred tokens", actions)(action!);
  if (action === "create") return create(file!, options, output);
  if (action === "revoke") return revoke(file!, options, output);
  return list(file!, output);
}

async function create(file: string, { name, scope = [], days }: TokensOptions, output: Output): Promise<void> {
  const { changeTokens, makeToken, scopes } = await import("../../serve/tokens.js");
  check(name !== undefined, "INVALID_OPTION", "kindred tokens create: --name says whose token it is");
  scope.forEach(word("--scope", scopes));
  const expires = days === undefined ? undefined : new Date(Date.now() + days * day);
  const { token, record } = makeToken({ name, scopes: scope as readonly Scope[], expires });
  await changeTokens(file, (known) => [...known, record], { create: true });
  output.note(`${file}: token ${record.id} for ${name} (${record.scopes.join(", ")}); it is shown only now:`);
  // With --json the token goes to standard output alone: standard error is what scripts keep as their log.
  if (!output.json) output.say(token);
  output.result({ token, ...shown(record) });
}

async function list(file: string, output: Output): Promise<void> {
  const { readTokens } = await import("../../serve/tokens.js");
  const known = await readTokens(file);
  for (const { id, name, scopes, created, expires } of known) {
    output.say(
      `${id}  ${name}  ${scopes.join(",")}  since ${created}${expires === undefined ? "" : `, until ${expires}`}`,
    );
  }
  if (known.length === 0) output.say("no token");
  output.result({ tokens: known.map(shown) });
}

async function revoke(file: string, { id }: TokensOptions, output: Output): Promise<void> {
  const { changeTokens, readTokens } = await import("../../serve/tokens.js");
  check(id !== undefined, "INVALID_OPTION", "kindred tokens revoke: --id says which");
  const found = (await readTokens(file)).find((record) => record.id === id);
  check(
    found !== undefined,
    "NOT_FOUND",
    () => `${file}: no token ${JSON.stringify(id)}; kindred tokens list shows them`,
  );
  await changeTokens(file, (known) => known.filter((record) => record.id !== id));
  output.say(`revoked ${id} (${found.name})`);
  output.result({ revoked: shown(found) });
}

/** All but the hash. */
function shown({ hash: _, ...record }: TokenRecord): object {
  return record;
}
