// What requests hold beside their inputs, by the names of the service's OpenAPI description; the service refuses any other.

import type { Input } from "./inputs.js";

export type MetadataValue = string | number | boolean;

/** Names of letters, digits and _, with text, finite numbers, true and false. */
export type Metadata = Readonly<Record<string, MetadataValue>>;

export interface FilterCondition {
  readonly is?: MetadataValue;
  readonly not?: MetadataValue;
  readonly in?: readonly MetadataValue[];
  readonly atLeast?: number;
  readonly above?: number;
  readonly atMost?: number;
  readonly below?: number;
  readonly exists?: boolean;
}

/** Only items with such metadata: `{ site: "berlin" }`, `{ site: ["berlin", "rome"] }`, `{ age: { atLeast: 18, below: 65 } }`. */
export type Filter = Readonly<Record<string, MetadataValue | readonly MetadataValue[] | FilterCondition>>;

export interface EmbedOptions {
  /** Which model, where there are several. @defaultValue the service's first */
  readonly model?: string;
}

export interface VerifyOptions extends EmbedOptions {
  /** Decide by this distance, which may be tighter than the service's, never looser. >= 0. @defaultValue the service's */
  readonly threshold?: number;
}

export interface SearchOptions {
  /** Items of the answer, at most; 1 to 1000. @defaultValue 10 */
  readonly top?: number;
  readonly filter?: Filter;
  /** Compare with every item, where an index would do. @defaultValue false */
  readonly exact?: boolean;
}

export interface IdentifyOptions {
  /** Identities of the answer, at most; 1 to 100. @defaultValue 5 */
  readonly top?: number;
  readonly filter?: Filter;
  /** Compare with every item, where an index would do. @defaultValue false */
  readonly exact?: boolean;
  /** Decide by this distance, which may be tighter than the service's, never looser. >= 0. @defaultValue the service's */
  readonly threshold?: number;
  /** How the examples of one identity are combined. @defaultValue "nearest" */
  readonly combine?: "nearest" | "mean" | "vote";
}

export interface EnrolItem {
  /** Unique within the gallery: an item of the same id is replaced. */
  readonly id: string;
  /** Whose it is. Several items may have one label. @defaultValue an identity of its own */
  readonly label?: string;
  readonly metadata?: Metadata;
  readonly input: Input;
}

export interface ItemsOptions {
  /** Items whose ids come after this one, in the order of their bytes. @defaultValue from the beginning */
  readonly after?: string;
  /** Items of a page, 1 to 1000. @defaultValue 100 */
  readonly limit?: number;
}

export interface ScoreOptions {
  /** Which detector, where there are several. @defaultValue the service's first */
  readonly detector?: string;
}
