// One request: where it goes, how long it may take, and what becomes of the answer.

import { parsed, serviceError } from "./service-error.js";

export interface Connection {
  /** Without a slash at its end. */
  readonly url: string;
  readonly token: string | undefined;
  readonly fetch: typeof globalThis.fetch;
  readonly signal: AbortSignal | undefined;
  /** Seconds; 0: any time. */
  readonly timeout: number;
}

export interface RequestParts {
  readonly body?: FormData | string;
  readonly signal?: AbortSignal | undefined;
}

/** Sends `route`, "GET /v1/models". Rejects with what fetch rejects with: TypeError unreachable, AbortError, TimeoutError. */
export async function send(
  { url, token, fetch, signal: all, timeout }: Connection,
  route: string,
  { body, signal: own }: RequestParts = {},
): Promise<{ readonly response: Response; readonly text: string }> {
  const [method, path] = route.split(" ") as [string, string];
  const signals = [all, own, timeout === 0 ? undefined : AbortSignal.timeout(1000 * timeout)];
  const response = await fetch(url + path, {
    method,
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(typeof body === "string" && { "content-type": "application/json" }),
    },
    signal: AbortSignal.any(signals.filter((each) => each !== undefined)),
    ...(body !== undefined && { body }),
  });
  return { response, text: await response.text() };
}

/** The answer's text. Throws a ServiceError where the service refuses or fails. */
export async function askText(connection: Connection, route: string, parts?: RequestParts): Promise<string> {
  const { response, text } = await send(connection, route, parts);
  if (!response.ok) throw serviceError(response, text, route);
  return text;
}

/** The answer's JSON, which is taken for a `T`: client and service are checked against each other, not each answer. */
export async function ask<T>(connection: Connection, route: string, parts?: RequestParts): Promise<T> {
  const { response, text } = await send(connection, route, parts);
  const answer = parsed(text);
  if (!response.ok || answer === undefined) throw serviceError(response, text, route);
  return answer as T;
}
