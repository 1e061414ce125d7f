// A gallery: people, signatures, products or machines that were enrolled once, to be asked "who is this?" and "what is most
// like this?".
//
//   const gallery = await openGallery("staff", { model, create: true });
//   await gallery.add([{ id: "anna/1.jpg", label: "anna", input: "photos/anna/1.jpg" }]);
//   const { identity, similarity } = await gallery.identify("visitor.jpg");

import type { Vector } from "../distances/distance.js";
import type { ModelInfo, ModelThreshold, Named } from "../model/format.js";
import type { UnreadableInput } from "../model/input-reader.js";
import type { EmbedInput } from "../model/read-inputs.js";
import type { SiameseModel } from "../model/siamese-model.js";
import type { Filter, Metadata } from "./filter.js";
import type { SearchMethod } from "./finder.js";
import type { IndexState } from "./store.js";
import type { Combine, RankedIdentity } from "./identity.js";

export interface GalleryInfo {
  readonly name: string;
  readonly store: "embedded" | "postgres";
  /** The fingerprint of the model that its embeddings are of; absent where they were made elsewhere. */
  readonly model?: string;
  /** Where that model's file was when the gallery was made. */
  readonly modelPath?: string;
  readonly distance: Named;
  /** Where "same" ends for a pair; from the model. */
  readonly threshold?: ModelThreshold;
  readonly calibration?: NonNullable<ModelInfo["calibration"]>;
  /** Of the embeddings, D. */
  readonly width: number;
  readonly items: number;
  readonly keepSources: boolean;
  /** ISO 8601, UTC. */
  readonly created: string;
  /** How the next search will find items: chosen from the gallery's size. */
  readonly method: SearchMethod;
}

/** Something to enrol. */
export interface NewItem {
  /** Unique within the gallery: an item of the same id is replaced. At most 1024 characters. */
  readonly id: string;
  /** Whose it is. Several items may have one label. @defaultValue none: an identity of its own, named by its id */
  readonly label?: string;
  /** @defaultValue none */
  readonly metadata?: Metadata;
}

export interface NewInput extends NewItem {
  readonly input: EmbedInput;
}

export interface NewEmbedding extends NewItem {
  /** As the gallery's model makes them, `[D]`. */
  readonly embedding: Vector;
  /** What it is the embedding of, for galleries that keep sources. @defaultValue none: a rebuild has nothing to embed it from */
  readonly source?: EmbedInput;
}

export interface AddOptions {
  /** "skip" leaves out what cannot be read, and names it. @defaultValue "throw" */
  readonly unreadable?: "throw" | "skip";
  /** Called whenever more items are safe, with how many are by now. */
  readonly onProgress?: (done: number) => void;
  /** Stops between batches; what was reported is safe. */
  readonly signal?: AbortSignal;
}

export interface AddResult {
  /** Items that are in the gallery now: new ones, and those that have replaced others. */
  readonly added: number;
  /** How many of them have replaced others. */
  readonly replaced: number;
  readonly unreadable: readonly UnreadableInput[];
}

/** What is asked about: an input of the model, or an embedding that it has made, `[D]`. */
export type Probe = EmbedInput | { readonly embedding: Vector };

export interface SearchOptions {
  /** How many items, at most. @defaultValue 10 */
  readonly top?: number;
  /** Only among items with such metadata. @defaultValue all */
  readonly filter?: Filter;
  /** Whether to compare with every item where an index would do. @defaultValue false */
  readonly exact?: boolean;
}

export interface Hit {
  readonly id: string;
  /** Null where nobody said whose it is. */
  readonly label: string | null;
  readonly distance: number;
  /** Calibrated probability of the same, where the gallery has a calibration. */
  readonly similarity?: number;
  readonly metadata: Metadata;
}

export interface IdentifyOptions {
  /** How many identities to rank, at most. @defaultValue 5 */
  readonly top?: number;
  /** How the examples of one identity are combined (identity.ts). @defaultValue "nearest" */
  readonly combine?: Combine;
  /** Farther than this is unknown. @defaultValue the gallery's threshold for pairs */
  readonly threshold?: number;
  /**
   * Instead of a threshold: the share of strangers that may be taken for somebody, 0..1. The threshold is found in the
   * gallery itself (open-set.ts).
   */
  readonly falseIdentificationRate?: number;
  readonly filter?: Filter;
  readonly exact?: boolean;
}

export interface Identification {
  /** Undefined where nobody is near enough. */
  readonly identity: string | undefined;
  /** Of the nearest identity, known or not; absent in an empty gallery. */
  readonly distance?: number;
  readonly similarity?: number;
  readonly threshold: number;
  readonly ranked: readonly RankedIdentity[];
}

/** What to remove: the items of some ids, or all of some labels. */
export type Removal = { readonly ids: readonly string[] } | { readonly labels: readonly string[] };

export interface ListOptions {
  /** Items whose ids come after this one, in the order of their bytes. @defaultValue from the first */
  readonly after?: string;
  /** 1 to 10,000. @defaultValue 100 */
  readonly limit?: number;
  readonly filter?: Filter;
}

export interface ListedItem {
  readonly id: string;
  readonly label: string | null;
  readonly metadata: Metadata;
}

export interface Page {
  readonly items: readonly ListedItem[];
  /** What to ask for as `after` to get the next page; absent on the last. */
  readonly next?: string;
}

export interface StatsOptions {
  /** Whether to measure the index against a look at every item, with up to 100 of the items as probes. @defaultValue false */
  readonly recall?: boolean;
}

export interface GalleryStats {
  readonly items: number;
  readonly identities: number;
  /** On disk. */
  readonly bytes: number;
  readonly index: IndexState;
  readonly recall?: IndexRecall;
}

export interface IndexRecall {
  /** Share of the 10 nearest that a search finds, 0..1. */
  readonly at10: number;
  /** Items that were searched for. */
  readonly probes: number;
  /** Of a search, and of one that compares with every item; medians. */
  readonly milliseconds: number;
  readonly exactMilliseconds: number;
}

export interface ExportedItem extends ListedItem {
  /** As the gallery compares them: of length 1 for cosine, whitened for Mahalanobis. */
  readonly embedding: Float32Array;
}

export interface RebuildOptions {
  /**
   * Embeds everything anew from the sources that were kept; a model, or the path of its file.
   * @defaultValue none: only the index is built anew
   */
  readonly model?: SiameseModel | string;
  /** Called with the number of items done. */
  readonly onProgress?: (done: number) => void;
  /** Stops between batches; the gallery stays as it was. */
  readonly signal?: AbortSignal;
}

/** All of it is safe for use by several callers at once. Throws NOT_FOUND once the gallery is gone. */
export interface Gallery {
  /** As of the last operation. */
  readonly info: GalleryInfo;
  /**
   * Embeds and enrols. When it returns, all items are durable; where it throws, those reported by `onProgress` are.
   *
   * @throws INVALID_INPUT (ids, labels, metadata; an id given twice), NOT_FOUND, IMAGE_UNREADABLE, DATA_INVALID,
   *   GALLERY_MISMATCH where the gallery is of another model, DISK_FULL, GALLERY_BUSY, STORE_UNAVAILABLE
   */
  add(items: readonly NewInput[], options?: AddOptions): Promise<AddResult>;
  /** Enrols embeddings that the gallery's model has made already. Throws as `add`, and DIMENSION_MISMATCH. */
  addEmbeddings(items: readonly NewEmbedding[], options?: Omit<AddOptions, "unreadable">): Promise<AddResult>;
  /** Removes items; returns how many there were. Throws INVALID_INPUT. */
  remove(what: Removal): Promise<number>;
  /** The items most like the probe, nearest first. */
  search(probe: Probe, options?: SearchOptions): Promise<Hit[]>;
  /**
   * Who the probe is, or that it is nobody known.
   *
   * @throws MODEL_UNCALIBRATED where the gallery has no threshold and none is given; DATA_TOO_FEW where its items are too few
   *   for the rate that is asked for
   */
  identify(probe: Probe, options?: IdentifyOptions): Promise<Identification>;
  list(options?: ListOptions): Promise<Page>;
  stats(options?: StatsOptions): Promise<GalleryStats>;
  /** All items with their embeddings, some at a time, in no order. */
  export(options?: { readonly filter?: Filter }): AsyncGenerator<ExportedItem[]>;
  /**
   * Moves the gallery to another model, which is its model from then on, and builds its index anew where it has one. It goes
   * on answering meanwhile. With a model that makes the same embeddings, only its threshold and calibration are taken over.
   *
   * @throws INVALID_INPUT where sources were not kept; GALLERY_BUSY where another process is rebuilding it
   */
  rebuild(options?: RebuildOptions): Promise<void>;
  /** Ends its use of the store. A model that was handed in stays open. */
  close(): Promise<void>;
}
