// What a service is started with.

import { availableParallelism } from "node:os";
import { check } from "../core/errors.js";
import { checkCount, checkRange } from "../core/options.js";

export interface ServeOptions {
  /** Name -> path of a model file. The first is asked where a request names none. May be empty where there are detectors. */
  readonly models: Readonly<Record<string, string>>;
  /** Names of galleries, each made with one of the models. @defaultValue none */
  readonly galleries?: readonly string[];
  /** Name -> path of a detector of anomalies. @defaultValue none */
  readonly detectors?: Readonly<Record<string, string>>;
  /** Where galleries are: a folder. @defaultValue the environment variable KINDRED_STORE, else "galleries" */
  readonly store?: string | undefined;
  /** Makes galleries that are missing, with the first model. @defaultValue false */
  readonly createGalleries?: boolean;
  /** Instead of a threshold for identification: the share of strangers that may be taken for somebody, 0..1. @defaultValue none */
  readonly falseIdentificationRate?: number | undefined;
  /** @defaultValue "127.0.0.1" */
  readonly host?: string;
  /** 0: any that is free. @defaultValue 8080 */
  readonly port?: number;
  /** A file of tokens (see `kindred tokens`). Without, everybody who reaches the service may do everything: loopback only. */
  readonly tokens?: string | undefined;
  /** Paths of PEM files: then the service speaks HTTPS. */
  readonly tls?: { readonly cert: string; readonly key: string } | undefined;
  /** Decides instead of the models' own thresholds; requests may only tighten it. */
  readonly threshold?: number | undefined;
  /** Bytes of a request. @defaultValue 10485760 */
  readonly maxBody?: number;
  /** Pixels of a picture. @defaultValue 25 million */
  readonly maxPixels?: number;
  /** Inputs of a request. @defaultValue 64 */
  readonly maxInputs?: number;
  /** Numbers of a series, characters of a text. @defaultValue 1 million */
  readonly maxValues?: number;
  /** Inputs that run as one batch. @defaultValue 16 */
  readonly maxBatch?: number;
  /** Milliseconds that a lone input waits for company. @defaultValue 0 */
  readonly maxWait?: number;
  /** Inputs that wait for the encoder; what comes on top gets 503. @defaultValue 1024 */
  readonly maxQueue?: number;
  /** Requests inside at a time; what comes on top gets 503. @defaultValue 256 */
  readonly maxRequests?: number;
  /** Requests a second of one client, by token or address; 0: any number. @defaultValue 100 */
  readonly rateLimit?: number;
  /** Seconds within which a request must have arrived, and be answered. @defaultValue 30 */
  readonly timeout?: number;
  /** Seconds that a shutdown waits for requests inside. @defaultValue 10 */
  readonly grace?: number;
  /** Processes that decode and encode side by side; 0: the service's own does. @defaultValue one a core */
  readonly lanes?: number;
  /** Threads within one batch. @defaultValue 1 */
  readonly threads?: number;
  /** File that audit lines are appended to. @defaultValue the log */
  readonly audit?: string | undefined;
  /** Origins whose pages may ask, beside the service's own: "https://example.org". @defaultValue none */
  readonly allowOrigins?: readonly string[];
  /** Whether the address of the client is what a proxy in front says it is. @defaultValue false */
  readonly trustProxy?: boolean;
  /** What is logged, as JSON lines on standard error. @defaultValue "info" */
  readonly logLevel?: LogLevel;
}

export const logLevels = ["silent", "error", "warn", "info"] as const;
export type LogLevel = (typeof logLevels)[number];

/** Every option has a value. */
export type ServeSettings = Required<ServeOptions>;

/** Fills in defaults. Throws INVALID_OPTION. Why it is long: an option a line, with its default. */
export function serveSettings({
  models,
  galleries = [],
  detectors = {},
  store,
  createGalleries = false,
  falseIdentificationRate,
  host = "127.0.0.1",
  port = 8080,
  tokens,
  tls,
  threshold,
  maxBody = 10 * 2 ** 20,
  maxPixels = 25_000_000,
  maxInputs = 64,
  maxValues = 1_000_000,
  maxBatch = 16,
  maxWait = 0,
  maxQueue = 1024,
  maxRequests = 256,
  rateLimit = 100,
  timeout = 30,
  grace = 10,
  lanes = availableParallelism(),
  threads = 1,
  audit,
  allowOrigins = [],
  trustProxy = false,
  logLevel = "info",
}: ServeOptions): ServeSettings {
  const settings: ServeSettings = {
    ...{
      models,
      galleries,
      detectors,
      store,
      createGalleries,
      falseIdentificationRate,
      host,
      port,
      tokens,
      tls,
      threshold,
    },
    ...{
      maxBody,
      maxPixels,
      maxInputs,
      maxValues,
      maxBatch,
      maxWait,
      maxQueue,
      maxRequests,
      rateLimit,
      timeout,
      grace,
    },
    ...{ lanes, threads, audit, allowOrigins, trustProxy, logLevel },
  };
  checkSettings(settings);
  return settings;
}

/** Throws INVALID_OPTION. */
function checkSettings(settings: ServeSettings): void {
  const { models, detectors, host, port, tokens, allowOrigins, maxWait, rateLimit, timeout, grace } = settings;
  const { maxBody, maxPixels, maxInputs, maxValues, maxBatch, maxQueue, maxRequests, lanes, threads } = settings;
  const counts = { maxBody, maxPixels, maxInputs, maxValues, maxBatch, maxQueue, maxRequests, threads };
  for (const [name, value] of Object.entries(counts)) checkCount("serve", name, value);
  checkCount("serve", "lanes", lanes, 0);
  checkRange("serve", "port", port, { from: 0, to: 65535 });
  checkRange("serve", "maxWait", maxWait, { from: 0, to: 1000 });
  checkRange("serve", "rateLimit", rateLimit, { from: 0 });
  checkRange("serve", "timeout", timeout, { above: 0, to: 3600 });
  checkRange("serve", "grace", grace, { from: 0, to: 3600 });
  check(
    Object.keys(models).length + Object.keys(detectors).length > 0,
    "INVALID_OPTION",
    "serve: expected a model (--model) or a detector (--detector)",
  );
  for (const origin of allowOrigins) {
    check(/^https?:\/\/[^/\s]+$/.test(origin), "INVALID_OPTION", () => {
      return `serve: an origin is a scheme and a host, such as https://example.org, got ${JSON.stringify(origin)}`;
    });
  }
  check(tokens !== undefined || isLoopback(host), "INVALID_OPTION", () => {
    return `serve: ${host} can be reached from other machines, and there is no token: give --tokens, or listen on 127.0.0.1`;
  });
}

/** Whether only this machine reaches `host`. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || host === "[::1]" || /^127(\.\d{1,3}){3}$/.test(host);
}
