// Runs graphs in the browser (and in Node, for comparison), by onnxruntime-web on WebAssembly.

import { InferenceSession, Tensor, env } from "onnxruntime-web/wasm";
import type { Runtime } from "../session.js";
import { adaptSession, failedToStart } from "./adapter.js";

/** Its threads are web workers; in Node it runs on one. */
const inBrowser = "window" in globalThis || "WorkerGlobalScope" in globalThis;

export const runtime: Runtime = {
  name: "onnxruntime-web",
  async createSession(model, { threads, optimise = true } = {}) {
    // Counts until the first session starts the runtime.
    if (!inBrowser) env.wasm.numThreads = 1;
    else if (threads !== undefined) env.wasm.numThreads = threads;
    const session = await InferenceSession.create(model, {
      executionProviders: ["wasm"],
      graphOptimizationLevel: optimise ? "all" : "disabled",
      logSeverityLevel: 3,
    }).catch((cause: unknown) => {
      throw failedToStart(cause);
    });
    return adaptSession(session, { Tensor, writesInPlace: false }, false);
  },
};
