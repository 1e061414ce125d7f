// What goes wrong, as the service says it: problem details (RFC 9457), with the code of Kindred's catalogue.
//
//   HTTP/1.1 422 Unprocessable Entity
//   content-type: application/problem+json
//
//   {"type": "/#IMAGE_UNREADABLE", "title": "A picture is corrupt ...", "status": 422, "code": "IMAGE_UNREADABLE",
//    "detail": "a: no picture that Kindred reads (PNG ...)", "request": "req-7"}
//
// Of what is the service's own fault the answer says no more than that: the reason is in the log, under the request's name.

import { STATUS_CODES } from "node:http";
import { catalogue, KindredError, type ErrorCode } from "../core/errors.js";

export interface Problem {
  /** Where the code is explained: a heading of the service's own page. "about:blank" where there is none. */
  readonly type: string;
  /** One sentence, the same for every problem of the code. */
  readonly title: string;
  readonly status: number;
  /** Of the catalogue; "UNEXPECTED" for what is a bug. */
  readonly code: ErrorCode | "UNEXPECTED";
  /** What was expected and what came. */
  readonly detail: string;
}

export const problemType = "application/problem+json";

const unknownMedia = "MEDIA_TYPE_UNSUPPORTED";
const mediaTypes = "expected a body of application/json or, where there are inputs, of multipart/form-data";

/** How Fastify's own errors are called here; others of the 400s are INVALID_INPUT. */
const ofFastify: Readonly<Record<string, ErrorCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: "TOO_LARGE",
  FST_ERR_CTP_INVALID_MEDIA_TYPE: unknownMedia,
};

/** Problems of the 500s whose message is meant for the client. */
const told: readonly string[] = ["OVERLOADED", "INTERRUPTED"];

/** Any thrown value as a problem. */
export function problemOf(error: unknown): Problem {
  const known = asKindredError(error);
  if (known === undefined) return unexpected;
  const { code, status, message } = known;
  const { summary } = catalogue[code];
  const detail = status >= 500 && !told.includes(code) ? summary : message;
  return { type: `/#${code}`, title: summary, status, code, detail };
}

/** A problem without a service around it: what the socket is told where HTTP itself is broken. */
export function rawProblem(code: ErrorCode, detail: string): string {
  const problem = problemOf(new KindredError(code, detail));
  const body = JSON.stringify(problem);
  const head = [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`,
    `content-type: ${problemType}`,
    `content-length: ${Buffer.byteLength(body)}`,
    "connection: close",
  ];
  return `${head.join("\r\n")}\r\n\r\n${body}`;
}

const unexpected: Problem = {
  type: "about:blank",
  title: STATUS_CODES[500]!,
  status: 500,
  code: "UNEXPECTED",
  detail: "The service failed; its log says why.",
};

function asKindredError(error: unknown): KindredError | undefined {
  if (error instanceof KindredError) return error;
  if (!(error instanceof Error)) return undefined;
  const { code = "", statusCode = 500 } = error as { readonly code?: string; readonly statusCode?: number };
  const renamed = ofFastify[code];
  if (renamed !== undefined) return new KindredError(renamed, renamed === unknownMedia ? mediaTypes : error.message);
  const { status } = catalogue.INVALID_INPUT;
  return statusCode >= status && statusCode < 500 ? new KindredError("INVALID_INPUT", error.message) : undefined;
}
