// The sets of ADBench (Han et al. 2022) as matrices, and the protocol: half of the normal rows to fit on, the other half and all
// anomalies to judge by.

import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { unzipSync } from "fflate";
import type { Matrix } from "../../src/core/embeddings.js";
import { selectRows } from "../../src/core/matrix.js";
import { random, shuffled } from "../../src/core/random.js";
import { npyNumbers, openNpy } from "../../src/data/npy.js";

export interface AnomalySet {
  readonly name: string;
  /** `[N, D]` */
  readonly rows: Matrix;
  /** 1 for an anomaly. Length N. */
  readonly labels: Float32Array;
}

export interface AnomalySplit {
  /** Normal rows. */
  readonly fit: Matrix;
  readonly judge: Matrix;
  /** Of `judge`: 1 for an anomaly. */
  readonly labels: Float32Array;
  /** The anomalies of `judge` and the others are disjoint from these: known ones, where any are asked for. */
  readonly known?: Matrix;
}

/** Every .npz below `folder`, by name. */
export function anomalySets(folder: string): AnomalySet[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".npz"))
    .map((file) => readSet(path.join(folder, file)))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function readSet(file: string): AnomalySet {
  const entries = unzipSync(readFileSync(file));
  const array = (name: string) => {
    const opened = openNpy(entries[`${name}.npy`]!, `${file}:${name}`);
    return { shape: opened.shape, data: npyNumbers(opened, `${file}:${name}`) };
  };
  const { shape, data } = array("X");
  const name = path.basename(file, ".npz").replace(/^\d+_/, "");
  return { name, rows: { data, rows: shape[0]!, columns: shape[1]! }, labels: array("y").data };
}

/** @param known - anomalies to learn from, taken out of those to judge by */
export function split({ rows, labels }: AnomalySet, seed: number, known = 0): AnomalySplit {
  const of = (label: number) => [...labels.keys()].filter((i) => labels[i] === label);
  const normal = shuffled(of(0), random(seed, "split"));
  const anomalous = shuffled(of(1), random(seed, "anomalies"));
  const half = Math.floor(normal.length / 2);
  const judged = [...normal.slice(half), ...anomalous.slice(known)];
  return {
    fit: selectRows(rows, normal.slice(0, half)),
    judge: selectRows(rows, judged),
    labels: Float32Array.from(judged, (i) => labels[i]!),
    ...(known > 0 && { known: selectRows(rows, anomalous.slice(0, known)) }),
  };
}
