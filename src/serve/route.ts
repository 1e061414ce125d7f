// One route of the service: its schemas, from which requests are checked and openapi.json is written, and what it does.

import type { z } from "zod";
import type { ErrorCode } from "../core/errors.js";
import type { Scope } from "./tokens.js";

export interface Caller {
  /** Name of the token; "anonymous" where the service has none. */
  readonly client: string;
  readonly address: string;
  /** Of the request, in log, audit and problems. */
  readonly request: string;
  /** Aborted when the client hangs up or the time is over. */
  readonly signal: AbortSignal;
}

export interface Call<Body, Params, Query> extends Caller {
  readonly body: Body;
  readonly params: Params;
  readonly query: Query;
}

/** An answer that is no JSON. */
export interface TextAnswer {
  readonly contentType: string;
  readonly text: string;
  readonly headers?: Readonly<Record<string, string>>;
}

interface RouteParts<Body, Params, Query> {
  readonly method: "GET" | "POST" | "DELETE";
  /** With parameters in braces, as OpenAPI has it: "/v1/galleries/{name}/items". */
  readonly path: string;
  /** What a token must allow; "open": nobody is asked for one. */
  readonly scope: Scope | "open";
  /** Name of the operation in openapi.json and in the client. */
  readonly operation: string;
  readonly summary: string;
  readonly description?: string;
  readonly params?: z.ZodType<Params>;
  readonly query?: z.ZodType<Query>;
  readonly body?: z.ZodType<Body>;
  /** Fields that a form may give as files; without, the route takes JSON only. */
  readonly files?: readonly string[];
  /** Fields of a form that are JSON: numbers, objects. */
  readonly json?: readonly string[];
  /** Fields of a form that may come several times, and are an array. */
  readonly lists?: readonly string[];
  /** Of status 200; "text": no JSON. */
  readonly answer: z.ZodType | "text";
  /** Other statuses with the answer's schema. */
  readonly statuses?: readonly number[];
  /** What can go wrong here, beside what can everywhere. */
  readonly errors?: readonly ErrorCode[];
}

export interface RouteDefinition<Body, Params, Query> extends RouteParts<Body, Params, Query> {
  handle(call: Call<Body, Params, Query>): Promise<unknown>;
}

/** Any route: its handler takes what its schemas let through. */
export interface Route extends RouteParts<unknown, unknown, unknown> {
  handle(call: Call<unknown, unknown, unknown>): Promise<unknown>;
}

/** Forgets the types of body and parameters, which the schemas have established by the time the handler runs. */
export function route<Body = undefined, Params = undefined, Query = undefined>(
  definition: RouteDefinition<Body, Params, Query>,
): Route {
  return {
    ...definition,
    handle: (call) => definition.handle(call as Call<Body, Params, Query>),
  };
}

/** An answer with another status than 200. */
export class Answer {
  readonly status: number;
  readonly body: unknown;

  constructor(status: number, body: unknown) {
    this.status = status;
    this.body = body;
  }
}
