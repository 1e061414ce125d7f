// The report and what fills it in.

export { renderReport, writeReport } from "./report.js";
export { renderComparison, writeComparison, type ComparisonInput } from "./comparison.js";
export { renderDuplicates, writeDuplicates, type ReportDuplicates } from "./duplicates.js";
export type * from "./input.js";
export { gatherReportItems, type GatheredItems, type GatherOptions } from "./gather.js";
export { reportMetrics, type MetricsOptions } from "./metrics.js";
export { projectTo2d, type Projection, type ProjectionOptions } from "./projection.js";
export { seriesThumbnail } from "./series-thumbnail.js";
export { thumbnail, type Pixels, type ThumbnailOptions } from "./thumbnails.js";
