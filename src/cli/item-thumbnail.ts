// A picture or series of a data set as a small picture for a report.

import { channelsOf, decodeImage, type Item } from "../data/index.js";
import { imageInputOf, type ModelInfo } from "../model/index.js";
import { seriesThumbnail, thumbnail } from "../report/index.js";

/** A data address: a picture as the model sees it, a series as lines; undefined for what is words. Throws IMAGE_UNREADABLE. */
export async function itemThumbnail(
  { path, series, text, record }: Item,
  info: Pick<ModelInfo, "input">,
): Promise<string | undefined> {
  if (text !== undefined || record !== undefined) return undefined;
  if (series !== undefined) return seriesThumbnail(series);
  const spec = imageInputOf(info);
  const { width, height } = spec;
  return thumbnail({ data: await decodeImage(path, spec), width, height, channels: channelsOf(spec) });
}
