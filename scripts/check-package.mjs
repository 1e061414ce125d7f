// Checks the package as its users get it: packs it, unpacks the archive into a project of its own, and there imports
// every subpath of the export map from its built files, type-checks a file that imports them all, and starts the
// command. Needs dist/ (npm run build).

import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const { name, bin, exports } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
const subpaths = Object.keys(exports)
  .filter((key) => !key.endsWith(".json"))
  .map((key) => name + key.slice(1));

const project = mkdtempSync(path.join(tmpdir(), "kindred-package-"));
try {
  const installed = unpack();
  for (const subpath of subpaths) node("--input-type=module", "--eval", `await import(${JSON.stringify(subpath)})`);
  typeCheck();
  node(path.join(installed, bin[name]), "--version");
  console.log(`package: ${subpaths.length} subpaths and the command work from the packed archive`);
} finally {
  rmSync(project, { recursive: true });
}

/** The package under the project's node_modules, with this checkout's dependencies beside it. */
function unpack() {
  const [{ filename }] = JSON.parse(
    execFileSync("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", project], {
      cwd: root,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }),
  );
  const installed = path.join(project, "node_modules", name);
  mkdirSync(installed, { recursive: true });
  execFileSync("tar", ["-xzf", path.join(project, filename), "-C", installed, "--strip-components=1"]);
  symlinkSync(path.join(root, "node_modules"), path.join(installed, "node_modules"));
  return installed;
}

function typeCheck() {
  const lines = subpaths.map((subpath, index) => `export * as family${index} from ${JSON.stringify(subpath)};`);
  const compilerOptions = {
    module: "nodenext",
    target: "es2023",
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: [],
  };
  writeFileSync(path.join(project, "package.json"), JSON.stringify({ type: "module" }));
  writeFileSync(path.join(project, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["consumer.ts"] }));
  writeFileSync(path.join(project, "consumer.ts"), lines.join("\n"));
  node(path.join(root, "node_modules", "typescript", "bin", "tsc"), "-p", project);
}

/** Runs node in the project; where that fails, shows what it printed and ends with its status. */
function node(...args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: project, encoding: "utf8" });
  if (status === 0) return;
  console.error(`package: node ${args.join(" ")} failed\n${stdout}${stderr}`);
  rmSync(project, { recursive: true });
  process.exit(status ?? 1);
}
