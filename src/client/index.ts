// The service from the other side: a typed client for the browser and for Node.

export { createClient, type Client, type ClientOptions, type GalleryClient, type CallOptions } from "./client.js";
export type {
  EmbedOptions,
  EnrolItem,
  IdentifyOptions,
  ItemsOptions,
  ScoreOptions,
  SearchOptions,
  VerifyOptions,
} from "./options.js";
export type { Filter, FilterCondition, Metadata, MetadataValue } from "./options.js";
export type { Cell, FileInput, Input, PixelInput } from "./inputs.js";
export { ServiceError } from "./service-error.js";
export type {
  EmbedAnswer,
  EnrolAnswer,
  GalleriesAnswer,
  IdentifyAnswer,
  ItemsAnswer,
  ModelsAnswer,
  RemoveAnswer,
  ScoreAnswer,
  SearchAnswer,
  StatusAnswer,
  VerifyAnswer,
} from "./answers.js";
