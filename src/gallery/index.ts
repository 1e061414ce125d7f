// Galleries: enrol once, then ask who it is and what is most like it.

export { openGallery, type EmbeddingsKind, type OpenGalleryOptions } from "./open.js";
export type {
  AddOptions,
  AddResult,
  ExportedItem,
  Gallery,
  GalleryInfo,
  GalleryStats,
  Hit,
  Identification,
  IdentifyOptions,
  IndexRecall,
  ListOptions,
  ListedItem,
  NewEmbedding,
  NewInput,
  NewItem,
  Page,
  Probe,
  RebuildOptions,
  Removal,
  SearchOptions,
  StatsOptions,
} from "./gallery.js";
export { combinations, type Combine, type RankedIdentity } from "./identity.js";
export { checkGalleryName } from "./location.js";
export type { Condition, Filter, Metadata, MetadataValue } from "./filter.js";
export type { SearchMethod } from "./finder.js";
export type { IndexState } from "./store.js";
export { duplicateGroups, type DuplicateGroup } from "./duplicates.js";
export { copyDistance } from "./copies.js";
