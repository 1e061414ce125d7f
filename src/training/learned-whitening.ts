// A Mahalanobis distance that is learned once training is over (`--distance mahalanobis`): the loss shapes its own distance, and
// verification then takes out how embeddings of one class spread. Learned on the training embeddings, within their classes where
// there are any: taking out the spread of all embeddings would also take out what tells classes apart.

import { check } from "../core/errors.js";
import { checkChoice, checkNames, checkRange } from "../core/options.js";
import { type MahalanobisFitOptions, fitMahalanobis, mahalanobis } from "../distances/index.js";
import { embedSide } from "./embed-side.js";
import type { Side } from "./item-store.js";
import { type TrainOptions, isBuilt } from "./options.js";
import type { SiameseModel } from "../model/index.js";

export type WhiteningOptions = Pick<MahalanobisFitOptions, "shrinkage">;

/** What `distance` asks to be learned; undefined where it is a distance of the loss's, or one learned before. Throws INVALID_OPTION. */
export function whiteningAsked(distance: TrainOptions["distance"]): WhiteningOptions | undefined {
  if (distance === undefined || isBuilt(distance)) return undefined;
  const { name, options = {} } =
    typeof distance === "string" ? { name: distance } : (distance as { name?: string; options?: WhiteningOptions });
  if (name !== "mahalanobis" || "whitening" in options) return undefined;
  const where = "distance mahalanobis";
  checkNames(where, { ...options }, ["shrinkage", "whitening"]);
  const { shrinkage } = options;
  if (typeof shrinkage === "number") checkRange(where, "shrinkage", shrinkage, { from: 0, to: 1 });
  else if (shrinkage !== undefined)
    checkChoice(where, "shrinkage", shrinkage, ["none", "ledoit-wolf", "oas", "diagonal"]);
  return { ...(shrinkage !== undefined && { shrinkage }) };
}

/** The model with the distance learned on the embeddings of `side`. Throws DATA_TOO_FEW where they are too few. */
export async function withWhitening(model: SiameseModel, side: Side, options: WhiteningOptions): Promise<SiameseModel> {
  const embeddings = await embedSide(model, side);
  check(embeddings.rows >= 2, "DATA_TOO_FEW", "distance mahalanobis: needs at least 2 pictures to learn from, got 1");
  const { labels } = embeddings;
  return model.withDistance(mahalanobis(fitMahalanobis(embeddings, { ...options, ...(labels && { labels }) })));
}
