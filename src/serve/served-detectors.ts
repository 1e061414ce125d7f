// The anomaly detectors of a service, by name; each runs one request at a time, on all cores.

import { KindredError } from "../core/errors.js";
import { loadDetector, type Detector } from "../anomalies/index.js";
import { turns, type Turns } from "./turns.js";

export interface ServedDetector {
  readonly name: string;
  readonly detector: Detector;
  readonly scoring: Turns;
}

export interface ServedDetectors {
  readonly all: readonly ServedDetector[];
  /** By name; the first one without. Throws NOT_FOUND. */
  get(name?: string): ServedDetector;
  close(): Promise<void>;
}

/** @param detectors - name -> path. @throws NOT_FOUND, MODEL_INVALID, MODEL_VERSION */
export async function serveDetectors(detectors: Readonly<Record<string, string>>): Promise<ServedDetectors> {
  const all: ServedDetector[] = [];
  const close = async (): Promise<void> => void (await Promise.all(all.map(({ detector }) => detector.close())));
  try {
    for (const [name, path] of Object.entries(detectors)) {
      all.push({ name, detector: await loadDetector(path), scoring: turns(1) });
    }
  } catch (error) {
    await close();
    throw error;
  }
  const get = (name?: string): ServedDetector => {
    const found = name === undefined ? all[0] : all.find((each) => each.name === name);
    if (found !== undefined) return found;
    const known = all.map((each) => each.name).join(", ");
    throw new KindredError("NOT_FOUND", `detector: there is none of that name; there are ${known}`);
  };
  return { all, get, close };
}
