// What routes work with.

import type { Audit } from "./audit.js";
import type { InputLimits } from "./inputs.js";
import type { Metrics } from "./metrics.js";
import type { ServedDetectors } from "./served-detectors.js";
import type { ServedGalleries } from "./served-galleries.js";
import type { ServedModels } from "./served-models.js";

export interface Resources {
  readonly models: ServedModels;
  readonly galleries: ServedGalleries;
  readonly detectors: ServedDetectors;
  readonly audit: Audit;
  readonly metrics: Metrics;
  readonly limits: InputLimits & {
    /** Inputs of one request. */
    readonly maxInputs: number;
  };
  /** Whether the service takes requests: false once it shuts down. */
  isReady(): boolean;
}
