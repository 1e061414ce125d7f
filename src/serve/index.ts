// A model as an HTTP service: embed, verify, models; tokens, limits, batches.

export { serve, type Service } from "./serve.js";
export { logLevels, type LogLevel, type ServeOptions } from "./options.js";
export { openApi } from "./openapi.js";
export { allows, changeTokens, findToken, makeToken, readTokens, scopes, writeTokens } from "./tokens.js";
export type { NewToken, Scope, TokenRecord } from "./tokens.js";
export { batcher, type Batcher, type BatcherOptions } from "./batcher.js";
