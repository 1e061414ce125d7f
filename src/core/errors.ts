// The error catalogue: every error Kindred throws on purpose has a code, an HTTP status and a message that says where,
// what was expected and what came. docs/errors.md lists the codes; a test binds the two.

/** Stable across versions; a test binds docs/errors.md to it. */
export type ErrorCode =
  | "INVALID_OPTION"
  | "INVALID_INPUT"
  | "DIMENSION_MISMATCH"
  | "SHAPE_MISMATCH"
  | "NO_GRADIENT"
  | "GRAPH_INVALID"
  | "NOT_FOUND"
  | "DATA_INVALID"
  | "DATA_EMPTY"
  | "DATA_TOO_FEW"
  | "LABEL_AMBIGUOUS"
  | "LABEL_CONTRADICTION"
  | "IMAGE_UNREADABLE"
  | "MODEL_INVALID"
  | "MODEL_VERSION"
  | "MODEL_UNCALIBRATED"
  | "RUN_EXISTS"
  | "RUN_LOCKED"
  | "RUN_INVALID"
  | "TRAINING_DIVERGED"
  | "TRAINING_COLLAPSED"
  | "DISK_FULL"
  | "MISSING_PACKAGE"
  | "GALLERY_MISMATCH"
  | "GALLERY_INVALID"
  | "GALLERY_BUSY"
  | "STORE_UNAVAILABLE"
  | "INTERRUPTED"
  | "UNAUTHENTICATED"
  | "FORBIDDEN"
  | "METHOD_NOT_ALLOWED"
  | "TIMED_OUT"
  | "TOO_LARGE"
  | "MEDIA_TYPE_UNSUPPORTED"
  | "RATE_LIMITED"
  | "OVERLOADED";

/** Code -> HTTP status that a service answers with, and one sentence for docs/errors.md. */
export const catalogue: Readonly<Record<ErrorCode, { readonly status: number; readonly summary: string }>> = {
  INVALID_OPTION: { status: 400, summary: "An option has an unknown name, or a value outside its range." },
  INVALID_INPUT: { status: 400, summary: "A value passed in is not what the function takes." },
  DIMENSION_MISMATCH: { status: 400, summary: "Two embeddings, or an embedding and a model, have different widths." },
  SHAPE_MISMATCH: { status: 500, summary: "Tensor shapes in a graph do not fit the operator." },
  NO_GRADIENT: { status: 500, summary: "A graph contains an operator that Kindred cannot differentiate." },
  GRAPH_INVALID: { status: 500, summary: "A graph could not be built or run." },
  NOT_FOUND: { status: 404, summary: "There is no such file or folder, or nothing of that name." },
  DATA_INVALID: { status: 422, summary: "A data file breaks its format; the message names file and line." },
  DATA_EMPTY: { status: 422, summary: "There is nothing to train or to evaluate on." },
  DATA_TOO_FEW: { status: 422, summary: "There are too few classes, or too few items in them, for what was asked." },
  LABEL_AMBIGUOUS: { status: 422, summary: "A pairs file has a column `label` and nothing says what 1 means." },
  LABEL_CONTRADICTION: { status: 422, summary: "One pair is declared the same and different at once." },
  IMAGE_UNREADABLE: { status: 422, summary: "A picture is corrupt, truncated, too large, or no picture at all." },
  MODEL_INVALID: { status: 422, summary: "A file is not a Kindred model, or is damaged." },
  MODEL_VERSION: { status: 422, summary: "A model was written by a later version of Kindred." },
  MODEL_UNCALIBRATED: { status: 409, summary: "A model has no threshold, and a decision was asked of it." },
  RUN_EXISTS: { status: 409, summary: "The run folder already holds a run." },
  RUN_LOCKED: { status: 409, summary: "Another process is training into this run folder." },
  RUN_INVALID: { status: 422, summary: "A run folder cannot be resumed from." },
  TRAINING_DIVERGED: { status: 500, summary: "The loss or a gradient is no longer finite." },
  TRAINING_COLLAPSED: { status: 500, summary: "All embeddings have become alike." },
  DISK_FULL: { status: 507, summary: "A file could not be written for lack of space." },
  MISSING_PACKAGE: { status: 500, summary: "An optional package is needed and not installed." },
  GALLERY_MISMATCH: { status: 409, summary: "A gallery was made with another model, width or distance." },
  GALLERY_INVALID: { status: 422, summary: "A gallery is damaged, or was written by a later version of Kindred." },
  GALLERY_BUSY: {
    status: 503,
    summary: "Another process has been writing to the gallery, or to the tokens, for too long.",
  },
  STORE_UNAVAILABLE: { status: 503, summary: "The database that holds a gallery cannot be reached." },
  INTERRUPTED: { status: 503, summary: "Work was interrupted; it can be resumed." },
  UNAUTHENTICATED: { status: 401, summary: "The service wants a bearer token, and got none that it knows." },
  FORBIDDEN: { status: 403, summary: "The token lacks the scope, or the page that asks is a foreign one." },
  METHOD_NOT_ALLOWED: { status: 405, summary: "The path exists, but not with this method." },
  TIMED_OUT: { status: 408, summary: "A request did not arrive in the time that the service allows." },
  TOO_LARGE: { status: 413, summary: "A request is larger than the service accepts." },
  MEDIA_TYPE_UNSUPPORTED: { status: 415, summary: "A request is of a type that the service does not read." },
  RATE_LIMITED: { status: 429, summary: "A client asked more often than the service allows." },
  OVERLOADED: { status: 503, summary: "The service has as much to do as it can hold, or is shutting down." },
};

/** What every error of Kindred is. `code` is stable across versions; `message` is for people. */
export class KindredError extends Error {
  override readonly name: string = "KindredError";
  readonly code: ErrorCode;
  readonly status: number;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.status = catalogue[code].status;
  }
}

/** Two embeddings of different widths were compared. */
export class DimensionError extends KindredError {
  override readonly name = "DimensionError";

  constructor(left: number, right: number, where = "") {
    super("DIMENSION_MISMATCH", `${where}Embeddings must have the same dimensions: got ${left} and ${right}`);
  }
}

/** Throws a KindredError unless `condition` holds. `message` is only built on failure where it is a function. */
export function check(condition: boolean, code: ErrorCode, message: string | (() => string)): asserts condition {
  if (!condition) throw new KindredError(code, typeof message === "string" ? message : message());
}
