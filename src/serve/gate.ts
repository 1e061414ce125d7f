// Who comes in: the page that asks, the token, how often, how much at a time. All of it before the body is read.

import type { FastifyReply, FastifyRequest } from "fastify";
import { KindredError, check } from "../core/errors.js";
import type { Admission } from "./admission.js";
import { checkOrigin, type OriginRules } from "./origins.js";
import type { RateLimiter } from "./rate-limit.js";
import type { TokenStore } from "./token-store.js";
import { allows, type Scope, type TokenRecord } from "./tokens.js";

export interface GateParts {
  /** Absent: nobody needs a token. */
  readonly tokens: TokenStore | undefined;
  readonly origins: OriginRules;
  /** Absent: any number of requests. */
  readonly limiter: RateLimiter | undefined;
  readonly admission: Admission;
  readonly maxBody: number;
}

export interface Gate {
  /** Name of the token's owner, "anonymous" where none is needed. Throws what keeps a request out. */
  enter(request: FastifyRequest, reply: FastifyReply, scope: Scope | "open"): Promise<string>;
}

export const anonymous = "anonymous";

export function gate({ tokens, origins, limiter, admission, maxBody }: GateParts): Gate {
  const limit = (client: string, reply: FastifyReply): void => {
    const wait = limiter?.take(client) ?? 0;
    if (wait === 0) return;
    reply.header("retry-after", Math.ceil(wait));
    throw new KindredError(
      "RATE_LIMITED",
      `more requests a second than the service allows; the next in ${Math.ceil(wait)} s`,
    );
  };
  return {
    async enter(request, reply, scope) {
      const { origin, host } = request.headers;
      checkOrigin({ origin, host }, origins);
      if (scope === "open") return anonymous;
      const record = tokens === undefined ? undefined : await tokens.find(bearer(request));
      // Without a token that is known it is the address that asks too often: guessing is no faster than asking.
      limit(record === undefined ? `address ${request.ip}` : `token ${record.id}`, reply);
      if (tokens !== undefined) authorise(record, scope, reply);
      const leave = admission.enter(bodyLength(request, maxBody));
      reply.raw.once("close", leave);
      return record?.name ?? anonymous;
    },
  };
}

/** The token of the header `Authorization: Bearer TOKEN`; "" without. */
function bearer({ headers: { authorization = "" } }: FastifyRequest): string {
  return /^Bearer ([\w-]{1,200})$/i.exec(authorization)?.[1] ?? "";
}

function authorise(record: TokenRecord | undefined, scope: Scope, reply: FastifyReply): void {
  if (record === undefined) {
    reply.header("www-authenticate", 'Bearer realm="kindred"');
    throw new KindredError(
      "UNAUTHENTICATED",
      "expected Authorization: Bearer TOKEN with a token that the service knows",
    );
  }
  check(allows(record, scope), "FORBIDDEN", `the token has the scopes ${record.scopes.join(", ")}, not ${scope}`);
}

/** Bytes to set aside for the body: what the client announces, or the most that is read. Throws TOO_LARGE. */
function bodyLength({ headers }: FastifyRequest, maxBody: number): number {
  const announced = headers["content-length"];
  if (announced === undefined) return headers["transfer-encoding"] === undefined ? 0 : maxBody;
  const length = Number(announced);
  check(length <= maxBody, "TOO_LARGE", `the body has ${length} bytes, at most ${maxBody} are read`);
  return length;
}
