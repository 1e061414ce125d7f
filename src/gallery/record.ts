// What a gallery says about itself, read back: checked, because a later version or another hand may have written it.

import { KindredError, check } from "../core/errors.js";
import { distanceByName } from "../distances/registry.js";
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
