// Bytes to samples: where pictures and their classes or pairs come from, how they are decoded, split and drawn into batches.

export { imageFolder, pictures } from "./image-folder.js";
export type { ImageFolderOptions } from "./image-folder.js";
export { pairsFile } from "./pairs-file.js";
export type { PairsFileOptions } from "./pairs-file.js";
export { checkScoreRange } from "./pair-verdict.js";
export { itemsFile } from "./items-file.js";
export { openDataset } from "./open.js";
export { holdsEmbeddings, readEmbeddings } from "./embeddings-source.js";
export type { OpenDatasetOptions } from "./open.js";
export { openNumberRows } from "./number-rows.js";
export type { NumberRows, NumberRowsOptions, RowBlock } from "./number-rows.js";

export { recordsFile } from "./records/records-file.js";
export type { RecordsFileOptions } from "./records/records-file.js";
export { checkColumnTypes, columnTypes, inferColumns } from "./records/columns.js";
export type { ColumnType } from "./records/column-kinds.js";
export type { ColumnTypes, InferredColumns, RecordColumn } from "./records/columns.js";
export { recordPairs } from "./records/record-pairs.js";
export type { RecordPairsOptions } from "./records/record-pairs.js";
export { withValidation } from "./join.js";
export { rowEncoder } from "./records/encode-row.js";
export type { EncodedRow, RecordSchema } from "./records/encode-row.js";
export { isMissing, rowText } from "./records/row.js";
export type { Row, RowInput } from "./records/row.js";
export { bucketsFor, measureRarity } from "./records/text-rarity.js";

export { counted, dataWarning, itemsByClass, selectItems, subset, withoutItems } from "./dataset.js";
export type { DataWarning, DataWarningCode, Dataset, Item } from "./dataset.js";
export type { ColumnOptions } from "./columns.js";
export { scoresChoice, textPairs, type TextPairsOptions } from "./text-pairs.js";
export { labelledTexts, type LabelledTextsOptions } from "./labelled-texts.js";
export { learnTokens, type LearnTokensOptions } from "./tokens/learn-tokens.js";
export { checkTokens, openTokeniser, tokenUnits } from "./tokens/tokens.js";
export type { TokenisedText, Tokeniser, Tokens, TokenUnit } from "./tokens/tokens.js";
export { officialRuns } from "./official-runs.js";
export type { OfficialRun } from "./official-runs.js";
export { impostorsChoice } from "./impostors.js";
export type { ImpostorOptions } from "./impostors.js";
export { splitAsGiven, splitByClass } from "./split.js";
export type { Split, SplitOptions } from "./split.js";

export { channelsOf, pixelsOf } from "./image-spec.js";
export type { ImageSpec } from "./image-spec.js";
export { probeImages } from "./probe.js";
export type { ImageProbe, ProbeOptions, Spread } from "./probe.js";
export { chooseImageSpec } from "./choose-spec.js";
export type { ChooseSpecOptions, ChosenSpec } from "./choose-spec.js";
export { decodeImage } from "./decode.js";

export { decodeNpy } from "./npy.js";
export { openImageStore } from "./open-image-store.js";
export type { ImageStoreOptions, OpenedImageStore } from "./open-image-store.js";
export { storeView } from "./image-store.js";
export type { ImageStore } from "./image-store.js";
export type { PixelStatistics } from "./pixel-statistics.js";
export { sharedContent, sharedContentWarning } from "./shared-content.js";
export type { SharedPicture } from "./shared-content.js";

export { leakWarnings, nearDuplicateWarning } from "./leaks.js";

export { classBatches } from "./class-batches.js";
export type { ClassBatch, ClassBatches, ClassBatchesOptions, Renewal } from "./class-batches.js";
export { viewBatches } from "./view-batches.js";
export type { ViewBatch, ViewBatches, ViewBatchesOptions } from "./view-batches.js";
export { isGraded, pairBatches } from "./pair-batches.js";
export type { PairBatch, PairBatches, PairBatchesOptions } from "./pair-batches.js";
export { hierarchicalBatches } from "./hierarchical-batches.js";
export type { HierarchicalBatchesOptions } from "./hierarchical-batches.js";
export { lengthBatches } from "./length-batches.js";
export { hardClassBatches } from "./hard-class-batches.js";
export type { HardClassBatchesOptions } from "./hard-class-batches.js";
export { classPairs } from "./class-pairs.js";
export type { ClassPairsOptions } from "./class-pairs.js";
export {
  classesSampler,
  hardSampler,
  hierarchicalSampler,
  pairsSampler,
  samplerByName,
  samplerNames,
} from "./sampler.js";
export type {
  ClassMake,
  ClassSampler,
  ClassesSamplerOptions,
  HardSamplerOptions,
  HierarchicalSamplerOptions,
  PairMake,
  PairSampler,
  PairsSamplerOptions,
  Sampler,
} from "./sampler.js";
export { splitWithinClasses } from "./split-items.js";
export { type ReadSeries, type Series } from "./series.js";
export {
  hasSeriesExtension,
  readSeries,
  seriesExtensions,
  seriesFile,
  seriesFiles,
  seriesFolder,
  type SeriesOptions,
} from "./series-dataset.js";
