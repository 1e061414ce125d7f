// What the service answers. test/client/client.test.ts holds these types against its OpenAPI description.

import type { Metadata } from "./options.js";

export interface EmbedAnswer {
  readonly model: string;
  /** Width of an embedding. */
  readonly columns: number;
  /** A row for each input, in their order. */
  readonly embeddings: readonly (readonly number[])[];
}

export interface VerifyAnswer {
  /** Whether the distance is at most the threshold. */
  readonly same: boolean;
  readonly distance: number;
  /** What decided. */
  readonly threshold: number;
  /** Calibrated probability of the same, 0 to 1; null where the model has no calibration. */
  readonly similarity: number | null;
  readonly model: string;
}

export interface ModelsAnswer {
  readonly models: readonly {
    readonly name: string;
    /** What the model takes. */
    readonly input: { readonly kind: string; readonly [field: string]: unknown };
    /** Width of an embedding. */
    readonly columns: number;
    readonly encoder: string;
    readonly distance: string;
    /** Distances up to it are the same; null where nobody has said. */
    readonly threshold: number | null;
    /** False accept rate at the model's own threshold, in its validation. */
    readonly far: number | null;
    /** False reject rate there. */
    readonly frr: number | null;
    /** Whether answers have a similarity. */
    readonly calibrated: boolean;
    readonly created: string;
  }[];
}

export interface GalleriesAnswer {
  readonly galleries: readonly {
    readonly name: string;
    readonly items: number;
    readonly model: string;
    readonly distance: string;
    readonly threshold: number | null;
  }[];
}

export interface SearchAnswer {
  /** Nearest first. */
  readonly hits: readonly {
    readonly id: string;
    readonly label: string | null;
    readonly distance: number;
    readonly similarity: number | null;
    readonly metadata: Metadata;
  }[];
}

export interface IdentifyAnswer {
  /** Null where nobody is near enough: unknown. */
  readonly identity: string | null;
  /** Of the nearest identity, known or not; null in an empty gallery. */
  readonly distance: number | null;
  readonly similarity: number | null;
  /** What decided. */
  readonly threshold: number;
  /** Identities, nearest first. */
  readonly ranked: readonly {
    readonly identity: string;
    readonly distance: number;
    readonly similarity: number | null;
    /** Examples that were looked at. */
    readonly examples: number;
  }[];
}

export interface EnrolAnswer {
  readonly id: string;
  /** Whether there was an item of that id before. */
  readonly replaced: boolean;
}

export interface ItemsAnswer {
  readonly items: readonly { readonly id: string; readonly label: string | null; readonly metadata: Metadata }[];
  /** What to ask for as `after` to get the next page; absent on the last. */
  readonly next?: string;
}

export interface RemoveAnswer {
  readonly removed: number;
}

export interface ScoreAnswer {
  readonly detector: string;
  /** Scores above it are anomalies. */
  readonly threshold: number;
  readonly scores: readonly {
    /** Larger is less normal. */
    readonly score: number;
    /** Share of normal rows at least as unlike, 0 to 1. */
    readonly pValue: number;
    readonly anomaly: boolean;
  }[];
}

export interface StatusAnswer {
  readonly status: string;
}
