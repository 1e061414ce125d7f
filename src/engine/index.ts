// Runs graphs. The package's `imports` map decides which runtime stands behind `runtime`.

export { runtime } from "#runtime";
export { blockSize } from "./blocked.js";
export type { HostTensor, Runtime, Session, SessionOptions } from "./session.js";
