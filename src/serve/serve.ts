// A model as an HTTP service: opens the models, listens, and on close finishes what it has accepted.
//
//   const service = await serve({ models: { faces: "faces.onnx" } });
//   service.url; // http://127.0.0.1:8080
//   await service.close();

import type { FastifyBaseLogger, FastifyInstance } from "fastify";
import type { AddressInfo } from "node:net";
import { admission, type Admission } from "./admission.js";
import { buildApp } from "./app.js";
import { openAudit } from "./audit.js";
import { gate } from "./gate.js";
import { serviceLog } from "./log.js";
import { httpServer } from "./http-server.js";
import { serviceMetrics, type Metrics } from "./metrics.js";
import { serveSettings, type ServeOptions, type ServeSettings } from "./options.js";
import { rateLimiter } from "./rate-limit.js";
import type { Resources } from "./resources.js";
import { serviceRoutes } from "./routes/index.js";
import { serveDetectors } from "./served-detectors.js";
import { serveGalleries } from "./served-galleries.js";
import { serveModels, type ServedModels } from "./served-models.js";
import { openTokenStore } from "./token-store.js";

export interface Service {
  /** Where it listens: "http://127.0.0.1:8080". */
  readonly url: string;
  /** Takes no more requests, finishes those inside (for `grace` seconds at most), and frees everything. */
  close(): Promise<void>;
}

/** Bodies that may be in memory at a time, in units of the largest: a few large ones, or many small. */
const largeBodies = 16;

/**
 * @throws INVALID_OPTION (also where the host is not loopback and there are no tokens), NOT_FOUND, MODEL_INVALID, MODEL_VERSION,
 *   DATA_INVALID (tokens), GALLERY_MISMATCH, GALLERY_INVALID, STORE_UNAVAILABLE; the operating system's EADDRINUSE, EACCES
 */
export async function serve(options: ServeOptions): Promise<Service> {
  const settings = serveSettings(options);
  const metrics = serviceMetrics();
  const log = serviceLog(settings.logLevel);
  const onDeath = (reason: string): void => log.error(reason);
  const models = await serveModels(settings.models, { ...settings, onBatch: metrics.batch, onDeath });
  const open: { readonly close: () => Promise<void> }[] = [models];
  const closeAll = async (): Promise<void> => void (await Promise.all(open.map(({ close }) => close())));
  try {
    const audit = await openAudit(settings.audit, (line) => log.info(line, "audit"));
    open.push(audit);
    const galleries = await serveGalleries(settings.galleries, models, settings);
    open.push(galleries);
    const detectors = await serveDetectors(settings.detectors);
    open.push(detectors);
    const running = await listen(settings, { models, galleries, detectors, audit, metrics, log });
    let closing: Promise<void> | undefined;
    return { url: running.url, close: () => (closing ??= running.close().finally(closeAll)) };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

interface Parts extends Pick<Resources, "models" | "galleries" | "detectors" | "audit" | "metrics"> {
  readonly log: FastifyBaseLogger;
}

async function listen(settings: ServeSettings, parts: Parts): Promise<Service> {
  const { models, metrics, log } = parts;
  const { host, port, tokens, allowOrigins, rateLimit, maxBody, timeout, grace, trustProxy } = settings;
  const inside = admission({ maxRequests: settings.maxRequests, maxBytes: largeBodies * maxBody });
  watchAll(metrics, models, inside);
  let ready = true;
  const isReady = (): boolean => ready;
  const origins = { allowed: allowOrigins, open: tokens === undefined };
  const onFailure = (error: unknown): void =>
    log.error({ err: error }, "the file of tokens cannot be read; the former ones hold");
  const app = buildApp({
    ...{ origins, metrics, log, maxBody, timeout, trustProxy, isReady },
    routes: serviceRoutes({ ...parts, limits: settings, isReady }),
    gate: gate({
      ...{ origins, maxBody, admission: inside },
      tokens: tokens === undefined ? undefined : await openTokenStore(tokens, onFailure),
      limiter: rateLimit === 0 ? undefined : rateLimiter(rateLimit),
    }),
    server: await httpServer(settings),
  });
  await app.listen({ host, port, listenTextResolver: () => "listening" });
  const close = async (): Promise<void> => {
    ready = false;
    inside.shut();
    // Fastify waits for the requests inside; those that take too long are cut off.
    const cutOff = setTimeout(() => app.server.closeAllConnections(), 1000 * grace);
    await app.close().finally(() => clearTimeout(cutOff));
  };
  return { url: urlOf(app, settings), close };
}

function urlOf(app: FastifyInstance, { host, tls }: ServeSettings): string {
  const { port } = app.server.address() as AddressInfo;
  const name = host.includes(":") && !host.startsWith("[") ? `[${host}]` : host;
  return `${tls === undefined ? "http" : "https"}://${name}:${port}`;
}

function watchAll(metrics: Metrics, models: ServedModels, inside: Admission): void {
  metrics.watch("kindred_requests_inside", "Requests being answered.", () => inside.requests);
  metrics.watch("kindred_inputs_pending", "Inputs that wait for an encoder or are in it.", () =>
    models.all.reduce((sum, { batches }) => sum + batches.pending, 0),
  );
}
