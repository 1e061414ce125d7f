// On which data a run was begun, so that it can be gone on with without naming them again.

import path from "node:path";
import { KindredError, check } from "../core/errors.js";
import { readConfig } from "./run-folder.js";

/** The absolute path of a run's data, from its config.json. Throws RUN_INVALID where there is no run, or it was begun on a data set made in code. */
export async function runSource(folder: string): Promise<string> {
  const config = await readConfig(path.join(folder, "config.json"));
  check(config !== undefined, "RUN_INVALID", `${folder}: holds no run to go on with`);
  const source = config["source"];
  if (typeof source === "string") return source;
  throw new KindredError(
    "RUN_INVALID",
    `${folder}: does not say where its data are; name them: DATA --resume ${folder}`,
  );
}
