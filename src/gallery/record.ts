// What a gallery says about itself: as a model has it, and read back, checked, because a later version or another hand may
// have written it.

import path from "node:path";
import { KindredError, check } from "../core/errors.js";
import type { Distance } from "../distances/distance.js";
import { distanceByName } from "../distances/registry.js";
import type { SiameseModel } from "../model/siamese-model.js";
import { searchSpace } from "./space.js";
import type { GalleryRecord } from "./store.js";

/** The version of the description that this code writes, and the latest that it reads. */
export const recordFormat = 1;

/**
 * @param where - names the gallery in messages
 * @throws GALLERY_INVALID
 */
export function parseRecord(text: string, where: string): GalleryRecord {
  let record: GalleryRecord;
  try {
    record = JSON.parse(text) as GalleryRecord;
  } catch (error) {
    throw new KindredError("GALLERY_INVALID", `${where}: no JSON`, { cause: error });
  }
  const wants = (condition: boolean, what: string): void => check(condition, "GALLERY_INVALID", `${where}: ${what}`);
  wants(typeof record === "object" && record !== null && typeof record.format === "number", "no gallery");
  const later = `format ${record.format}, written by a later version; this one reads up to ${recordFormat}: update Kindred`;
  wants(record.format <= recordFormat, later);
  const { width, storedWidth, generation, distance } = record;
  const counts = [width, storedWidth, generation].every((value) => Number.isInteger(value) && value >= 1);
  wants(counts && typeof distance?.name === "string", "its width, generation or distance is missing");
  try {
    distanceByName(distance.name, distance.options);
  } catch (error) {
    throw new KindredError("GALLERY_INVALID", `${where}: its distance is damaged`, { cause: error });
  }
  return record;
}

/** What a gallery of `model` says, which was read from the file `file` where one is given. */
export async function recordOfModel(
  beginning: Pick<GalleryRecord, "created" | "keepSources" | "generation">,
  model: SiameseModel,
  file: string | undefined,
): Promise<GalleryRecord> {
  const { embedding: width, distance, threshold, calibration } = model.info;
  return {
    format: recordFormat,
    model: await model.fingerprint(),
    ...(file !== undefined && { modelPath: path.resolve(file) }),
    width,
    storedWidth: storedWidth(model.distance, width),
    distance,
    ...(threshold && { threshold }),
    ...(calibration && { calibration }),
    ...beginning,
  };
}

/** Numbers of an embedding of `width` as it is stored. */
export function storedWidth(distance: Distance, width: number): number {
  const row = { data: new Float32Array(width).fill(1), rows: 1, columns: width };
  return searchSpace(distance).prepare(row).columns;
}

/** Throws GALLERY_MISMATCH where items were made for another generation of a gallery than there is now. */
export function checkGeneration(where: string, { generation }: GalleryRecord, made: number | undefined): void {
  check(made === undefined || made === generation, "GALLERY_MISMATCH", () => {
    return `${where}: it has been rebuilt with another model meanwhile; open it anew`;
  });
}
