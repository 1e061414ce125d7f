// The service's log: a line of JSON each, on standard error. pino, which Fastify brings along, writes it.

import type { FastifyBaseLogger } from "fastify";
import { pino } from "pino";
import type { LogLevel } from "./options.js";

export function serviceLog(level: LogLevel): FastifyBaseLogger {
  // No host name and process id with every line; written at once, so that the last line before an end is there.
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination({ fd: 2, sync: true }));
}
