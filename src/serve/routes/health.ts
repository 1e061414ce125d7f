// GET /healthz: the process lives. GET /readyz: it takes requests. GET /metrics: its counters, for Prometheus.

import { z } from "zod";
import type { Resources } from "../resources.js";
import { Answer, route, type Route, type TextAnswer } from "../route.js";

const status = z.object({ status: z.string() });

export function healthRoutes({ metrics, isReady }: Resources): readonly Route[] {
  return [
    route({
      method: "GET",
      path: "/healthz",
      scope: "open",
      operation: "health",
      summary: "Whether the service lives",
      answer: status,
      handle: () => Promise.resolve({ status: "ok" }),
    }),
    route({
      method: "GET",
      path: "/readyz",
      scope: "open",
      operation: "ready",
      summary: "Whether the service takes requests: 503 while it shuts down",
      answer: status,
      statuses: [503],
      handle: () => Promise.resolve(isReady() ? { status: "ready" } : new Answer(503, { status: "shutting down" })),
    }),
    route({
      method: "GET",
      path: "/metrics",
      scope: "verify",
      operation: "metrics",
      summary: "Counters for Prometheus",
      answer: "text",
      async handle(): Promise<TextAnswer> {
        return { contentType: metrics.contentType, text: await metrics.text() };
      },
    }),
  ];
}
