// What a service counts, for Prometheus: https://prometheus.io/docs/instrumenting/exposition_formats

import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from "prom-client";

export interface Metrics {
  request(route: string, method: string, status: number, seconds: number): void;
  batch(model: string, size: number): void;
  /** What is read when somebody asks. */
  watch(name: string, help: string, read: () => number): void;
  /** In the text format. */
  text(): Promise<string>;
  readonly contentType: string;
}

const secondsBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];
const sizeBuckets = [1, 2, 4, 8, 16, 32, 64];

export function serviceMetrics(): Metrics {
  const register = new Registry();
  const registers = [register];
  collectDefaultMetrics({ register });
  const requests = new Counter({
    name: "kindred_requests_total",
    help: "Requests answered, by route, method and status.",
    labelNames: ["route", "method", "status"],
    registers,
  });
  const seconds = new Histogram({
    name: "kindred_request_seconds",
    help: "Seconds from a request's head to the end of its answer.",
    labelNames: ["route"],
    buckets: secondsBuckets,
    registers,
  });
  const batches = new Histogram({
    name: "kindred_batch_size",
    help: "Items that ran as one batch.",
    labelNames: ["model"],
    buckets: sizeBuckets,
    registers,
  });
  return {
    request(route, method, status, taken) {
      requests.inc({ route, method, status });
      seconds.observe({ route }, taken);
    },
    batch: (model, size) => batches.observe({ model }, size),
    watch(name, help, read) {
      new Gauge({
        name,
        help,
        registers,
        collect() {
          this.set(read());
        },
      });
    },
    text: () => register.metrics(),
    contentType: register.contentType,
  };
}
