// kindred serve --model MODEL: a model as an HTTP service, until Ctrl-C.

import type { Command } from "commander";
import { KindredError } from "../../core/errors.js";
import type { LogLevel } from "../../serve/index.js";
import { finished, newCommand } from "../command.js";
import { onInterrupt } from "../interrupt.js";
import type { Output } from "../output.js";
import { number, wholeNumber, word } from "../values.js";

interface ServeWords {
  readonly model?: readonly string[];
  readonly detector?: readonly string[];
  readonly gallery?: readonly string[];
  readonly store?: string;
  readonly create?: boolean;
  readonly falseIdentifications?: number;
  readonly host?: string;
  readonly port?: number;
  readonly tokens?: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly threshold?: number;
  readonly audit?: string;
  readonly maxBody?: number;
  readonly maxPixels?: number;
  readonly maxInputs?: number;
  readonly maxBatch?: number;
  readonly maxWait?: number;
  readonly maxQueue?: number;
  readonly maxRequests?: number;
  readonly rateLimit?: number;
  readonly timeout?: number;
  readonly grace?: number;
  readonly lanes?: number;
  readonly threads?: number;
  readonly allowOrigin?: readonly string[];
  readonly trustProxy?: boolean;
  readonly log?: string;
}

const megabyte = 2 ** 20;

export function serveCommand(): Command {
  const command = newCommand({
    name: "serve",
    description:
      "Answers over HTTP: embeddings, whether two pictures (series ...) show the same, and with a gallery who it is. Routes, schemas and errors are on the " +
      "service's own page, /, and in /openapi.json.\n\nWithout --tokens it listens on this machine only. Ctrl-C finishes what " +
      "has been accepted, and ends.",
    examples: [
      "kindred serve --model runs/faces/model.onnx",
      "kindred serve --model runs/faces/model.onnx --gallery staff",
      "kindred serve --detector detector.onnx",
      "kindred serve --model runs/faces/model.onnx --host 0.0.0.0 --tokens tokens.json --audit audit.jsonl",
      "curl -F a=@door.jpg -F b=@anna.jpg http://127.0.0.1:8080/v1/verify",
    ],
  });
  network(command);
  limits(command);
  return finished<ServeWords>(command, serve);
}

function network(command: Command): void {
  command
    .option("--model <file...>", "a model file, or NAME=FILE; several are told apart by name")
    .option("--detector <file...>", "a detector of anomalies, likewise")
    .option("--gallery <name...>", "galleries to enrol into, search and identify in")
    .option("--store <place>", "a folder of galleries, or postgres://... (default: KINDRED_STORE, else galleries)")
    .option("--create", "make galleries that are missing, with the first model")
    .option(
      "--false-identifications <rate>",
      "identify at this false-identification rate: the share of strangers that may be taken for somebody",
      number("--false-identifications", { min: 0, above: true, max: 1 }),
    )
    .option("--host <address>", "where to listen (default: 127.0.0.1)")
    .option(
      "--port <n>",
      "where to listen; 0: any that is free (default: 8080)",
      wholeNumber("--port", { min: 0, max: 65535 }),
    )
    .option("--tokens <file>", "who may ask, and for what: a file that `kindred tokens` makes")
    .option("--tls-cert <file>", "speak HTTPS with this certificate (PEM)")
    .option("--tls-key <file>", "and this key")
    .option(
      "--threshold <distance>",
      "decide by this distance, not by the models' thresholds; requests may only tighten it",
      number("--threshold", { min: 0 }),
    )
    .option(
      "--audit <file>",
      "append a line of JSON for each enrolment, removal and identification (default: to the log)",
    )
    .option("--allow-origin <origin...>", "let web pages of this origin ask, such as https://example.org")
    .option("--trust-proxy", "take the client's address from the X-Forwarded-For of a proxy in front")
    .option("--log <level>", "silent, error, warn or info, as JSON lines on standard error (default: info)");
}

function limits(command: Command): void {
  command
    .option(
      "--max-body <megabytes>",
      "of a request (default: 10)",
      number("--max-body", { min: 0, above: true, max: 1024 }),
    )
    .option("--max-pixels <n>", "of a picture (default: 25000000)", wholeNumber("--max-pixels"))
    .option("--max-inputs <n>", "of a request (default: 64)", wholeNumber("--max-inputs"))
    .option("--max-batch <n>", "inputs that run as one batch (default: 16)", wholeNumber("--max-batch"))
    .option(
      "--max-wait <ms>",
      "how long a lone input waits for company (default: 0)",
      number("--max-wait", { min: 0, max: 1000 }),
    )
    .option("--max-queue <n>", "inputs that wait; more get status 503 (default: 1024)", wholeNumber("--max-queue"))
    .option(
      "--max-requests <n>",
      "requests inside at a time; more get status 503 (default: 256)",
      wholeNumber("--max-requests"),
    )
    .option(
      "--rate-limit <n>",
      "requests a second of one client; 0: any number (default: 100)",
      number("--rate-limit", { min: 0 }),
    )
    .option(
      "--timeout <seconds>",
      "for a request to arrive, and for its answer (default: 30)",
      number("--timeout", { min: 0, above: true, max: 3600 }),
    )
    .option(
      "--grace <seconds>",
      "that the end waits for requests inside (default: 10)",
      number("--grace", { min: 0, max: 3600 }),
    )
    .option(
      "--lanes <n>",
      "processes that decode and encode side by side; 0: none beside the service's own (default: one a core)",
      wholeNumber("--lanes", { min: 0 }),
    )
    .option("--threads <n>", "threads within one batch (default: 1)", wholeNumber("--threads"));
}

async function serve(_: readonly string[], options: ServeWords, output: Output): Promise<void> {
  const {
    model = [],
    detector = [],
    tlsCert,
    tlsKey,
    maxBody,
    allowOrigin,
    log,
    gallery,
    create,
    falseIdentifications,
    ...rest
  } = options;
  const { growHeapFreely } = await import("../../serve/heap.js");
  growHeapFreely();
  const { modelName } = await import("../../serve/served-models.js");
  const { logLevels, serve: start } = await import("../../serve/index.js");
  const service = await start({
    ...rest,
    models: namedFiles(model, "--model", modelName),
    detectors: namedFiles(detector, "--detector", modelName),
    ...tlsOf(tlsCert, tlsKey),
    ...(maxBody !== undefined && { maxBody: Math.ceil(maxBody * megabyte) }),
    ...(allowOrigin !== undefined && { allowOrigins: allowOrigin }),
    ...(gallery !== undefined && { galleries: gallery }),
    ...(create !== undefined && { createGalleries: create }),
    ...(falseIdentifications !== undefined && { falseIdentificationRate: falseIdentifications }),
    ...(log !== undefined && { logLevel: word("--log", logLevels)(log) as LogLevel }),
  });
  const interrupt = onInterrupt(() => output.note("finishing what has been accepted; Ctrl-C again ends at once"));
  try {
    output.say(
      `listening on ${service.url}${options.tokens === undefined ? ", without tokens: for this machine only" : ""}`,
    );
    output.result({ url: service.url });
    await new Promise<void>((resolve) => interrupt.signal.addEventListener("abort", () => resolve()));
  } finally {
    await service.close();
    interrupt.dispose();
  }
}

/** `FILE` or `NAME=FILE`, each name once. */
function namedFiles(
  words: readonly string[],
  option: string,
  nameOf: (path: string) => string,
): Readonly<Record<string, string>> {
  const named = new Map<string, string>();
  for (const text of words) {
    const [, given, path] = /^([\w.-]+)=(.+)$/.exec(text) ?? [];
    const name = given ?? nameOf(text);
    if (named.has(name)) {
      throw new KindredError("INVALID_OPTION", `${option}: two are called "${name}"; call one otherwise: NAME=FILE`);
    }
    named.set(name, path ?? text);
  }
  return Object.fromEntries(named);
}

function tlsOf(cert: string | undefined, key: string | undefined): { tls?: { cert: string; key: string } } {
  if (cert === undefined && key === undefined) return {};
  if (cert !== undefined && key !== undefined) return { tls: { cert, key } };
  throw new KindredError("INVALID_OPTION", "--tls-cert and --tls-key: the one needs the other");
}
