// Which web pages may ask. A browser sends a form to any address that a page names, cookies or not: a page on the internet could
// enrol people into a service on this machine. It cannot help saying where it comes from.
//
//   Origin   of another page than the service's own, and not allowed: refused
//   Host     not a name of this machine, where nobody needs a token: refused (a foreign name that resolves to 127.0.0.1)

import { check } from "../core/errors.js";
import { isLoopback } from "./options.js";

export interface OriginRules {
  /** Beside the service's own. */
  readonly allowed: readonly string[];
  /** Whether everybody who reaches the service may ask. */
  readonly open: boolean;
}

export interface OriginHeaders {
  readonly origin?: string | undefined;
  readonly host?: string | undefined;
}

/** Throws FORBIDDEN. */
export function checkOrigin({ origin, host = "" }: OriginHeaders, { allowed, open }: OriginRules): void {
  const name = host.replace(/:\d+$/, "");
  check(!open || isLoopback(name), "FORBIDDEN", "without tokens the service answers to localhost only");
  if (origin === undefined || allowed.includes(origin)) return;
  const own = /^https?:\/\/(.+)$/.exec(origin)?.[1] === host;
  check(own, "FORBIDDEN", "pages of this origin may not ask; the service has to be started with --allow-origin");
}

/** What lets a browser hand the answer to a page of another origin (CORS). */
export function corsHeaders(origin: string | undefined, { allowed }: OriginRules): Readonly<Record<string, string>> {
  if (origin === undefined || !allowed.includes(origin)) return {};
  return {
    "access-control-allow-origin": origin,
    "access-control-allow-methods": "GET, POST, DELETE",
    "access-control-allow-headers": "authorization, content-type",
    "access-control-expose-headers": "retry-after",
    "access-control-max-age": "600",
    vary: "origin",
  };
}
