// What the service refuses or fails at: its problem details (RFC 9457) as an error.

import { catalogue, type ErrorCode } from "../core/errors.js";

export interface ServiceErrorFields {
  readonly code: ErrorCode | "UNEXPECTED";
  readonly status: number;
  readonly retryAfter?: number | undefined;
  readonly request?: string | undefined;
}

export class ServiceError extends Error {
  override readonly name = "ServiceError";
  /** Of the catalogue, stable across versions; "UNEXPECTED" for what is none of Kindred's: a bug, or a proxy in between. */
  readonly code: ErrorCode | "UNEXPECTED";
  /** Of HTTP. */
  readonly status: number;
  /** Seconds after which to ask again; undefined where the service has not said. */
  readonly retryAfter: number | undefined;
  /** Names the request in the service's log. */
  readonly request: string | undefined;

  constructor(message: string, { code, status, retryAfter, request }: ServiceErrorFields, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.status = status;
    this.retryAfter = retryAfter;
    this.request = request;
  }
}

/** `text`: the body of `response`. `route` names the request where the answer is no problem of Kindred's. */
export function serviceError({ status, headers }: Response, text: string, route: string): ServiceError {
  const retryAfter = secondsOf(headers.get("retry-after"));
  const type = headers.get("content-type") ?? "nothing";
  if (type.startsWith("application/problem+json")) {
    const { code, detail, title, request } = parsed(text) ?? {};
    const known = typeof code === "string" && Object.hasOwn(catalogue, code) ? (code as ErrorCode) : "UNEXPECTED";
    const message = [detail, title].find((each) => typeof each === "string") ?? `${route}: status ${status}`;
    return new ServiceError(message, {
      ...{ code: known, status, retryAfter },
      request: typeof request === "string" ? request : undefined,
    });
  }
  const message = `${route}: expected an answer of the service, got ${type} with status ${status}`;
  return new ServiceError(message, { code: "UNEXPECTED", status, retryAfter });
}

/** An object of JSON; undefined for all else. */
export function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : undefined;
  } catch {
    return undefined;
  }
}

/** Retry-After is seconds or a date. */
function secondsOf(header: string | null): number | undefined {
  if (header === null) return undefined;
  if (/^\d+$/.test(header)) return Number(header);
  const time = Date.parse(header);
  return Number.isNaN(time) ? undefined : Math.max(0, Math.ceil((time - Date.now()) / 1000));
}
