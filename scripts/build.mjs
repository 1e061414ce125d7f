// Builds dist/ from src/ with the TypeScript compiler. npm runs it after `npm ci` in a clone (the `prepare` script), so
// that `npx kindred` works at once. dist/ is emptied first: a file deleted from src/ must not live on in the package.

import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const compiler = path.join(
  path.dirname(createRequire(import.meta.url).resolve("typescript/package.json")),
  "bin",
  "tsc",
);
const commandLine = path.join(root, "dist", "cli", "main.js");

rmSync(path.join(root, "dist"), { recursive: true, force: true });
const { status } = spawnSync(process.execPath, [compiler, "-p", "tsconfig.build.json"], {
  cwd: root,
  stdio: "inherit",
});
if (existsSync(commandLine)) chmodSync(commandLine, 0o755);
process.exitCode = status ?? 1;
