// What holds a gallery's items: a folder (stores/lance.ts) or a PostgreSQL database (stores/postgres.ts). A store knows rows
// of numbers and how to find near ones; it knows no model, no distance and no identities. Both pass one contract suite
// (test/gallery/store-contract.ts).
//
// A write that has returned is durable and seen by every process that reads afterwards; one that throws has changed
// nothing. Writers of several processes take turns.

import type { Named, ModelInfo, ModelThreshold } from "../model/format.js";
import type { Filter, Metadata } from "./filter.js";
import type { SearchMetric } from "./space.js";

/** An item as it is stored. */
export interface StoredItem {
  /** Unique within the gallery. */
  readonly id: string;
  /** Whose it is; null where nobody said. */
  readonly label: string | null;
  /** Prepared for search (space.ts), `[D']`. */
  readonly vector: Float32Array;
  readonly metadata: Metadata;
  /** What was embedded, where the gallery keeps it; see sources.ts. */
  readonly source: Uint8Array | null;
}

/** Which items: those that meet all that is said. Nothing said means all. */
export interface Selection {
  readonly ids?: readonly string[];
  readonly labels?: readonly string[];
  readonly filter?: Filter;
}

/** What a gallery is, beside its items. JSON-serialisable. */
export interface GalleryRecord {
  /** Version of this description: a reader refuses later ones. */
  readonly format: number;
  /** ISO 8601, UTC. */
  readonly created: string;
  /** The model's fingerprint; absent of a gallery of embeddings made elsewhere. */
  readonly model?: string;
  /** Where the model's file was: an absolute path, tried where none is given. */
  readonly modelPath?: string;
  /** Of the embeddings as the model makes them. */
  readonly width: number;
  /** Of the rows as they are stored. */
  readonly storedWidth: number;
  readonly distance: Named;
  readonly threshold?: ModelThreshold;
  readonly calibration?: NonNullable<ModelInfo["calibration"]>;
  readonly keepSources: boolean;
  /** Counts the times that the gallery was built anew. */
  readonly generation: number;
}

export interface StoreState {
  readonly record: GalleryRecord;
  /** Changes whenever an item does. */
  readonly revision: string;
}

/** What a write did. Of two writes, the later one's `before` is the earlier one's `after` where nobody wrote in between. */
export interface Write {
  /** Items written or removed. */
  readonly items: number;
  /** Of items written, those that were there before. */
  readonly replaced: number;
  /** Revisions. */
  readonly before: string;
  readonly after: string;
}

export interface NearestQuery {
  /** Prepared like the stored ones, `[D']`. */
  readonly vector: Float32Array;
  /** How many, at most. */
  readonly k: number;
  readonly metric: SearchMetric;
  readonly filter?: Filter;
  /** Compares with every item; else by the index, where there is one. */
  readonly exact: boolean;
}

export interface ScanQuery extends Selection {
  /** Whether to bring the vectors; else they are empty. */
  readonly vectors?: boolean;
  /** Whether to bring the sources; else they are null. */
  readonly sources?: boolean;
}

export interface PageQuery extends ScanQuery {
  /** Items whose ids come after this one, in the order of their bytes. */
  readonly after?: string;
  readonly limit: number;
}

export interface IndexState {
  /** What it is, with its parameters; "none" where there is none. */
  readonly kind: string;
  /** Items that it does not know yet; they are compared one by one. */
  readonly unindexed: number;
}

/** A gallery that is being built anew beside the one that is in use. */
export interface Successor {
  upsert(items: readonly StoredItem[]): Promise<void>;
  remove(ids: readonly string[]): Promise<void>;
  /** Keeps every writer out, runs `finish`, and puts this gallery in the other's place; the other's items are gone then. */
  takeOver(finish: () => Promise<void>): Promise<void>;
  /** Gives it up, unless it has taken over. */
  discard(): Promise<void>;
}

export interface GalleryStore {
  readonly kind: "embedded" | "postgres";
  /** By which it finds rows: others are found by l2, and measured again. */
  readonly metrics: readonly SearchMetric[];
  /** What is there now; undefined where there is no such gallery. Cheap: asked before every operation. */
  state(): Promise<StoreState | undefined>;
  /** Makes the gallery, unless it is there by now. */
  create(record: GalleryRecord): Promise<void>;
  /** Replaces what is said of the gallery. */
  describe(record: GalleryRecord): Promise<void>;
  /**
   * Adds items and replaces those of the same ids, all or none of them. Ids are distinct.
   *
   * @param generation - that they were made for: throws GALLERY_MISMATCH where the gallery has been rebuilt since
   */
  upsert(items: readonly StoredItem[], generation?: number): Promise<Write>;
  /** Removes what is selected. */
  remove(selection: Selection): Promise<Write>;
  count(selection?: Selection): Promise<number>;
  /** The first items in the order of their ids' bytes. */
  page(query: PageQuery): Promise<StoredItem[]>;
  /** All items, some at a time, in no order; as they were when the first were asked for. */
  scan(query: ScanQuery): AsyncGenerator<StoredItem[]>;
  /** The nearest, nearest first as far as the store's float32 arithmetic tells. With an index some may be missed. */
  nearest(query: NearestQuery): Promise<StoredItem[]>;
  index(): Promise<IndexState>;
  /** Builds or renews the index, and tidies up what writes have left. */
  buildIndex(metric: SearchMetric): Promise<void>;
  /**
   * Begins a gallery of the record's generation beside this one, empty. What an earlier one that was given up has left is
   * removed. Throws GALLERY_BUSY where another process is at it.
   */
  successor(record: GalleryRecord): Promise<Successor>;
  /** Bytes on disk. */
  size(): Promise<number>;
  /** Removes the gallery with all that is in it. */
  drop(): Promise<void>;
  close(): Promise<void>;
}
