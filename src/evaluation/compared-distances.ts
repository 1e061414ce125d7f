// The distances that `compareDistances` puts side by side: every one there is that needs nothing but the embeddings, and the
// Mahalanobis distances learned from these very embeddings (without their classes, so that nothing leaks).

import type { Matrix } from "../core/embeddings.js";
import { KindredError } from "../core/errors.js";
import { type Distance, distanceByName, distanceNames, fitMahalanobis, mahalanobis } from "../distances/index.js";

export interface ComparedDistance {
  /** As in the table: a distance's name, and what tells it from others of the name. */
  readonly label: string;
  readonly distance: Distance;
  /** Whether it is the one that the embeddings were trained with. */
  readonly own: boolean;
}

export interface ComparedDistances {
  readonly compared: readonly ComparedDistance[];
  /** Reasons by label. */
  readonly skipped: Readonly<Record<string, string>>;
}

const learned = ["mahalanobis", "weighted-manhattan"];

/** Beyond this many dimensions a covariance takes longer to learn than is worth it here. */
const MOST_DIMENSIONS = 1024;

/** `own`: the distance the embeddings were trained with; it comes first where it is none of the others. */
export function comparedDistances(embeddings: Matrix, own?: Distance): ComparedDistances {
  const skipped: Record<string, string> = {};
  const plain = distanceNames
    .filter((name) => !learned.includes(name))
    .map((name): ComparedDistance => {
      const same = own?.name === name;
      return { label: name, distance: same ? own : distanceByName(name), own: same };
    });
  const fitted = (["ledoit-wolf", "diagonal"] as const).flatMap((shrinkage): ComparedDistance[] => {
    const label = shrinkage === "diagonal" ? "mahalanobis, diagonal" : "mahalanobis";
    if (embeddings.columns > MOST_DIMENSIONS) {
      skipped[label] = `${embeddings.columns} dimensions: learning it would take too long`;
      return [];
    }
    try {
      return [{ label, distance: mahalanobis(fitMahalanobis(embeddings, { shrinkage })), own: false }];
    } catch (error) {
      if (!(error instanceof KindredError) || error.code !== "DATA_TOO_FEW") throw error;
      skipped[label] = error.message.replace(/^fitMahalanobis: /, "");
      return [];
    }
  });
  const special: ComparedDistance[] =
    own !== undefined && (learned.includes(own.name) || !distanceNames.includes(own.name))
      ? [{ label: `${own.name}, the model's`, distance: own, own: true }]
      : [];
  return { compared: [...special, ...plain, ...fitted], skipped };
}
