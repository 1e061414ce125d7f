// The server under Fastify: HTTP or HTTPS, with the time that a client may take.

import { readFile } from "node:fs/promises";
import { createServer, type RequestListener, type Server, type ServerOptions } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { Socket } from "node:net";
import { KindredError } from "../core/errors.js";
import { missingError } from "../data/missing-path.js";
import { rawProblem } from "./problem.js";

export interface HttpServerOptions {
  /** Paths of PEM files. */
  readonly tls: { readonly cert: string; readonly key: string } | undefined;
  /** Seconds within which a request must have arrived. */
  readonly timeout: number;
}

/** Throws NOT_FOUND where a TLS file is missing, INVALID_OPTION where it is none. */
export async function httpServer({ tls, timeout }: HttpServerOptions): Promise<(listener: RequestListener) => Server> {
  const milliseconds = 1000 * timeout;
  const options: ServerOptions = {
    headersTimeout: Math.min(10_000, milliseconds),
    requestTimeout: milliseconds,
    // How often Node looks for requests that are late.
    connectionsCheckingInterval: Math.min(1000, milliseconds / 2),
    maxHeaderSize: 16 * 1024,
  };
  if (tls === undefined) return (listener) => createServer(options, listener);
  const files = { cert: await pem(tls.cert), key: await pem(tls.key) };
  return (listener) => {
    try {
      return createSecureServer({ ...options, ...files, minVersion: "TLSv1.2" }, listener);
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new KindredError(
        "INVALID_OPTION",
        `serve: ${tls.cert} and ${tls.key} are no certificate and key: ${reason}`,
        {
          cause,
        },
      );
    }
  };
}

/** Answers what is no HTTP, or came too late, and hangs up. */
export function onBrokenRequest(error: Error & { readonly code?: string }, socket: Socket): void {
  if (error.code === "ECONNRESET" || !socket.writable) return void socket.destroy();
  if (error.code === "ERR_HTTP_REQUEST_TIMEOUT") {
    socket.end(rawProblem("TIMED_OUT", "the request did not arrive in the time that the service allows"));
  } else if (error.code === "HPE_HEADER_OVERFLOW") {
    socket.end(rawProblem("TOO_LARGE", "the headers are larger than the service reads"));
  } else {
    socket.end(rawProblem("INVALID_INPUT", "the request is no HTTP that the service understands"));
  }
  socket.destroySoon();
}

async function pem(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw missingError(path, cause) ?? cause;
  }
}
