// The service as a Fastify application: gate, body, route, answer; problems for all that goes wrong.
//
//   request ─► gate (origin, token, rate, room) ─► body within its limit ─► schema ─► route ─► answer or problem ─► log, metrics

import fastify, {
  LogController,
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from "fastify";
import type { RequestListener, Server } from "node:http";
import { KindredError } from "../core/errors.js";
import { bodyOf, checked, Form } from "./body.js";
import { withDeadline } from "./deadline.js";
import type { Gate } from "./gate.js";
import { onBrokenRequest } from "./http-server.js";
import type { Metrics } from "./metrics.js";
import { boundaryOf, parseMultipart } from "./multipart.js";
import { corsHeaders, type OriginRules } from "./origins.js";
import { problemOf, problemType } from "./problem.js";
import { Answer, type Route, type TextAnswer } from "./route.js";

export interface AppParts {
  readonly routes: readonly Route[];
  readonly gate: Gate;
  readonly origins: OriginRules;
  readonly metrics: Metrics;
  readonly server: (listener: RequestListener) => Server;
  readonly maxBody: number;
  /** Seconds within which a request must be answered. */
  readonly timeout: number;
  readonly trustProxy: boolean;
  readonly log: FastifyBaseLogger;
  isReady(): boolean;
}

/** Said with every answer: nothing in it is to be run, framed, kept or guessed at. */
const headers: Readonly<Record<string, string>> = {
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};

export function buildApp(parts: AppParts): FastifyInstance {
  const { routes, metrics, origins, maxBody, trustProxy } = parts;
  const app = fastify({
    serverFactory: (listener) => parts.server(listener),
    loggerInstance: parts.log,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: "request" }),
    genReqId: requestNames(),
    bodyLimit: maxBody,
    forceCloseConnections: "idle",
    return503OnClosing: false, // the gate says it, as a problem
    trustProxy,
    routerOptions: { maxParamLength: 512 },
    clientErrorHandler: onBrokenRequest,
    frameworkErrors: answerProblem,
  }) as unknown as FastifyInstance;

  app.removeContentTypeParser("text/plain");
  app.addContentTypeParser(
    /^multipart\/form-data/i,
    { parseAs: "buffer" },
    async (request: FastifyRequest, body: Buffer) => {
      return new Form(parseMultipart(body, boundaryOf(request.headers["content-type"] ?? "") ?? ""));
    },
  );
  app.setErrorHandler(answerProblem);
  app.setNotFoundHandler(notFound(routes));
  app.addHook("onRequest", async ({ headers: { origin } }, reply) => {
    reply.headers({ ...headers, ...corsHeaders(origin, origins) });
    // A connection that stays open would hold up the end.
    if (!parts.isReady()) reply.header("connection", "close");
  });
  app.addHook("onSend", async (_, reply) => {
    if (!parts.isReady()) reply.header("connection", "close");
  });
  app.addHook("onResponse", async (request, reply) => report(request, reply, metrics));
  for (const route of routes) addRoute(app, route, parts);
  return app;
}

function addRoute(app: FastifyInstance, route: Route, { gate, timeout }: AppParts): void {
  // Known between the gate and the handler of one request.
  const clients = new WeakMap<FastifyRequest, string>();
  app.route({
    method: route.method,
    url: route.path.replace(/\{(\w+)\}/g, ":$1"),
    onRequest: async (request, reply) => {
      clients.set(request, await gate.enter(request, reply, route.scope));
    },
    handler: async (request, reply) => {
      const call = {
        client: clients.get(request)!,
        address: request.ip,
        request: request.id,
        body: bodyOf(route, request.body),
        params: route.params === undefined ? undefined : checked(route.params, request.params, "path"),
        query: route.query === undefined ? undefined : checked(route.query, request.query, "query"),
      };
      const result = await withDeadline(reply, 1000 * timeout, (signal) => route.handle({ ...call, signal }));
      return answer(reply, route, result);
    },
  });
}

function answer(reply: FastifyReply, route: Route, result: unknown): FastifyReply {
  if (result instanceof Answer) return reply.code(result.status).send(result.body);
  if (route.answer !== "text") return reply.send(result);
  const { contentType, text, headers = {} } = result as TextAnswer;
  return reply.headers(headers).type(contentType).send(text);
}

function answerProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const problem = problemOf(error);
  // A client that hung up is nobody's failure.
  const quiet = problem.code === "OVERLOADED" || problem.code === "INTERRUPTED";
  if (problem.status >= 500 && !quiet) request.log.error({ err: error }, "failed");
  if (problem.code === "OVERLOADED" && !reply.hasHeader("retry-after")) reply.header("retry-after", 1);
  // What is left of a body that nobody reads would be taken for the next request.
  if (problem.status === 413) reply.header("connection", "close");
  void reply
    .code(problem.status)
    .type(problemType)
    .send({ ...problem, request: request.id });
}

/** No such path, or not with this method; and what browsers ask before they ask (CORS). */
function notFound(routes: readonly Route[]): (request: FastifyRequest, reply: FastifyReply) => void {
  const known = routes.map(({ path, method }) => {
    return { method, pattern: new RegExp(`^${path.replace(/[.]/g, "\\.").replace(/\{\w+\}/g, "[^/]+")}$`) };
  });
  return (request, reply) => {
    const path = request.url.split("?", 1)[0]!;
    const methods = known
      .filter(({ pattern }) => pattern.test(path))
      .flatMap(({ method }) => (method === "GET" ? ["GET", "HEAD"] : [method as string]));
    if (methods.length === 0) throw new KindredError("NOT_FOUND", "there is no such path; /openapi.json has them all");
    reply.header("allow", [...methods, "OPTIONS"].join(", "));
    if (request.method === "OPTIONS") return void reply.code(204).send();
    throw new KindredError("METHOD_NOT_ALLOWED", `the path takes ${methods.join(", ")}`);
  };
}

function report(request: FastifyRequest, reply: FastifyReply, metrics: Metrics): void {
  const { method, ip, routeOptions } = request;
  const route = routeOptions.url ?? "none";
  const { statusCode: status, elapsedTime } = reply;
  // Methods that nobody knows would make a series each.
  metrics.request(route, route === "none" ? "any" : method, status, elapsedTime / 1000);
  request.log.info({
    method,
    route,
    status,
    ms: Math.round(elapsedTime),
    address: ip,
  });
}

/** Names of requests: unique in a process, and hardly ever the same in two. */
function requestNames(): () => string {
  const prefix = Math.floor(Date.now() / 1000).toString(36);
  let count = 0;
  return () => `${prefix}-${(++count).toString(36)}`;
}
