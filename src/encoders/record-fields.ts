// What an encoder of records takes: the columns of a batch of rows, brought to numbers it can work with.

import type { Tensor } from "../graph/tensor.js";

export interface RecordFields {
  /** In the order of the table. */
  readonly columns: readonly RecordField[];
  /** What the text columns are made of; absent without them. */
  readonly text?: TextFields;
}

export type RecordField = ValueField | CategoryField | TextField;

/** A number or a date. */
export interface ValueField {
  readonly kind: "values";
  /** float `[N, F]`; 0 where it is missing. */
  readonly features: Tensor;
  /** bool `[N, 1]` */
  readonly present: Tensor;
}

export interface CategoryField {
  readonly kind: "category";
  /** int64 `[N]`, each below `size`: 0 is missing, 1 a value that the training rows do not have. */
  readonly ids: Tensor;
  readonly size: number;
}

export interface TextField {
  readonly kind: "text";
  /** Place among the text columns. */
  readonly place: number;
}

/** Bags of features. */
export interface TextFields {
  /** int64 `[N, L]`, each below `buckets`; 0 is padding. */
  readonly tokens: Tensor;
  /** Which of the text columns each is of: int64 `[N, L]`, each below `count`. */
  readonly owners: Tensor;
  /** How much each counts, 0 of padding: float `[N, L]`. */
  readonly weights: Tensor;
  readonly buckets: number;
  /** Text columns. */
  readonly count: number;
}
