// Kills a process that enrols and removes, again and again, and holds the gallery to what was acknowledged: after each kill it
// must open, and hold either just that, or that and the whole of the one operation that was under way.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { random } from "../../src/core/random.js";
import { openGallery } from "../../src/gallery/index.js";

export interface KillOptions {
  readonly store: string;
  readonly name: string;
  /** Folder of the compiled package that the killed process runs. */
  readonly folder: string;
  readonly kills: number;
  readonly seed?: number;
  /** Called after each kill that left the gallery as it must be. */
  readonly onKill?: (kill: number, tally: Tally) => Promise<void> | void;
}

export interface Tally {
  /** Operations that were acknowledged. */
  readonly acknowledged: number;
  /** Kills during an operation, and those of them after which it had happened. */
  readonly interrupted: number;
  readonly completed: number;
}

type Operation =
  | { readonly kind: "add"; readonly ids: readonly string[]; readonly version: number }
  | { readonly kind: "remove"; readonly ids: readonly string[] };

type Line = { readonly begun: Operation } | { readonly done: Operation };

/** Item id -> version. */
type Contents = ReadonlyMap<string, number>;

/** Throws an AssertionError where something acknowledged is missing, or half of something else is there. */
export async function killRounds({ store, name, folder, kills, seed = 1, onKill }: KillOptions): Promise<Tally> {
  const generator = random(seed, "kills");
  let contents: Contents = new Map();
  let tally: Tally = { acknowledged: 0, interrupted: 0, completed: 0 };
  for (let kill = 1; kill <= kills; kill++) {
    const lines = await killed([name, store, String(seed * 1000 + kill), folder], generator.next());
    let begun: Operation | undefined;
    for (const line of lines) {
      begun = "begun" in line ? line.begun : undefined;
      if ("begun" in line) continue;
      contents = after(contents, line.done);
      tally = { ...tally, acknowledged: tally.acknowledged + 1 };
    }
    const found = await contentsOf(store, name);
    const without = [...contents].sort();
    const happened = begun !== undefined && JSON.stringify(found) !== JSON.stringify(without);
    if (happened) contents = after(contents, begun!);
    assert.deepEqual(found, [...contents].sort(), `kill ${kill}: acknowledged, or under way as a whole`);
    const { interrupted, completed } = tally;
    tally = {
      ...tally,
      interrupted: interrupted + Number(begun !== undefined),
      completed: completed + Number(happened),
    };
    await onKill?.(kill, tally);
  }
  return tally;
}

/** Lets the process work for a while, kills it, and returns what it said. */
function killed(words: readonly string[], share: number): Promise<Line[]> {
  const file = fileURLToPath(new URL("enrolling.mjs", import.meta.url));
  const child = spawn(process.execPath, [file, ...words], { stdio: ["ignore", "pipe", "pipe"] });
  let [said, complaints] = ["", ""];
  child.stderr.setEncoding("utf8").on("data", (text: string) => (complaints += text));
  // After so many lines and a moment more: then it is in the middle of something, however busy the machine.
  const lines = 1 + Math.floor(12 * share);
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    const before = count(said);
    said += text;
    if (before < lines && count(said) >= lines) void pause(((997 * share) % 1) * 150).then(() => child.kill("SIGKILL"));
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (status) => {
      if (status !== null) return reject(new assert.AssertionError({ message: `it ended by itself: ${complaints}` }));
      const whole = said.slice(0, said.lastIndexOf("\n") + 1).split("\n");
      resolve(whole.filter((line) => line !== "").map((line) => JSON.parse(line) as Line));
    });
  });
}

function count(text: string): number {
  return text.split("\n").length - 1;
}

function after(contents: Contents, operation: Operation): Contents {
  const next = new Map(contents);
  for (const id of operation.ids) {
    if (operation.kind === "add") next.set(id, operation.version);
    else next.delete(id);
  }
  return next;
}

/** What is there, each item checked to be of one write. */
async function contentsOf(store: string, name: string): Promise<[string, number][]> {
  const gallery = await openGallery(name, { store });
  const contents: [string, number][] = [];
  for await (const items of gallery.export()) {
    for (const { id, label, metadata, embedding } of items) {
      const version = metadata["version"] as number;
      assert.equal(label, `v${version}`);
      assert.ok(
        embedding.every((value) => value === version),
        `${id} is of two writes`,
      );
      contents.push([id, version]);
    }
  }
  assert.equal(contents.length, gallery.info.items);
  await gallery.close();
  return contents.sort();
}
