// Requests that nobody means well with, drawn at random: damaged pictures and bombs, malformed forms and JSON, names that are paths,
// queries or prototypes, and what is hardly HTTP. The same seed gives the same requests.
//
// Why it is long: the kinds of requests share a generator and its pools of bad values, and most lines are those values.

import { connect } from "node:net";
import sharp from "sharp";
import type { Random } from "../../src/core/random.js";

export interface HostileRequest {
  /** What kind it is, for the count. */
  readonly kind: string;
  /** All that goes over the wire. */
  readonly bytes: Buffer;
}

export interface HostileAnswer {
  /** 0 where the service hung up without a word. */
  readonly status: number;
  readonly head: string;
  readonly body: string;
  /** Whether it did not come in time. */
  readonly late: boolean;
}

export interface Hostile {
  next(): HostileRequest;
}

const names: readonly string[] = [
  ...["__proto__", "constructor", "prototype", "toString", "hasOwnProperty", "", " ", ".", "..", "../../etc/passwd"],
  ...["..%2f..%2fetc%2fpasswd", "%2e%2e/", "%00", "a%00b", "%", "%zz", "%ff", "C:\\windows", "people/..", "//", "a\tb"],
  ...["' OR 1=1 --", "x'; DROP TABLE items; --", 'a" OR "1"="1', "id) OR (1=1", "1; SELECT pg_sleep(20)", "`id`"],
  ...[
    "$(id)",
    "${7*7}",
    "{{7*7}}",
    "<script>",
    "\u0000",
    "\u202e",
    "\ud83d\ude00",
    "\ud800",
    "a".repeat(2000),
    "people",
  ],
];
const values: readonly unknown[] = [
  ...[
    null,
    true,
    false,
    0,
    -0,
    -1,
    1,
    1e308,
    -1e308,
    1.5,
    2 ** 53,
    4294967296,
    "",
    "x",
    "0",
    "NaN",
    "AAAA",
    "=",
    "data:,",
  ],
  ...["data:image/png;base64,", [], [[]], {}, [null], [[null, 1]], { __proto__: 1 }, new Array(3000).fill(0)],
  ...[
    { width: 1e9, height: 1e9, channels: 3, data: "AAAA" },
    { width: 1, height: 1, channels: 1, data: "AA==" },
  ],
  ...[{ width: -1, height: 1, channels: 2, data: 5 }, { "": 1 }, { a: { b: { c: [] } } }],
];
const fields: readonly string[] = [
  ...[
    "a",
    "b",
    "input",
    "inputs",
    "rows",
    "model",
    "detector",
    "threshold",
    "top",
    "filter",
    "metadata",
    "id",
    "label",
  ],
  ...["combine", "exact", "__proto__", "constructor", "x"],
];
const routes: readonly string[] = [
  ...["POST /v1/verify", "POST /v1/embed", "POST /v1/anomalies/score", "GET /v1/models", "GET /v1/galleries"],
  ...["POST /v1/galleries/people/items", "POST /v1/galleries/people/search", "POST /v1/galleries/people/identify"],
  ...[
    "GET /v1/galleries/people/items",
    "DELETE /v1/galleries/people/items",
    "GET /metrics",
    "GET /openapi.json",
    "GET /",
  ],
];

/** @param pictures - files in several formats, which are damaged in many ways */
export function hostile(generator: Random, pictures: readonly Buffer[]): Hostile {
  const pick = <T>(list: readonly T[]): T => list[generator.integer(list.length)]!;
  const chance = (share: number): boolean => generator.next() < share;

  const damaged = (): Buffer => {
    const file = Buffer.from(pick(pictures));
    const flips = generator.integer(20);
    for (let i = 0; i < flips; i++) file[generator.integer(file.length)] = generator.integer(256);
    // Heads decide most: half of the damage is done there.
    if (chance(0.5)) file[generator.integer(Math.min(64, file.length))] = generator.integer(256);
    return chance(0.4) ? file.subarray(0, generator.integer(file.length + 1)) : file;
  };
  const json = (depth = 0): unknown => {
    const kind = generator.integer(depth > 3 ? 2 : 4);
    if (kind === 0) return pick(values);
    if (kind === 1) return pick(names);
    if (kind === 2) return Array.from({ length: generator.integer(4) }, () => json(depth + 1));
    return Object.fromEntries(
      Array.from({ length: generator.integer(5) }, () => [pick([...fields, ...names]), json(depth + 1)]),
    );
  };
  const likely = (): unknown =>
    Object.fromEntries(
      fields.filter(() => chance(0.3)).map((field) => [field, chance(0.3) ? damaged().toString("base64") : json(1)]),
    );
  const form = (parts: readonly (readonly [head: string, content: Buffer])[], boundary: string): Buffer =>
    Buffer.concat([
      ...parts.flatMap(([head, content]) => [
        Buffer.from(`--${boundary}\r\n${head}\r\n\r\n`),
        content,
        Buffer.from("\r\n"),
      ]),
      Buffer.from(chance(0.9) ? `--${boundary}--\r\n` : ""),
    ]);
  const mangled = (bytes: Buffer): Buffer => {
    const at = generator.integer(bytes.length + 1);
    const gone = generator.integer(30);
    const more = Buffer.from(pick(["\r\n", "--b", "\0", "\r\n\r\n", '"', "--b--\r\n", "{", "]", "\xff\xfe"]), "latin1");
    return Buffer.concat([bytes.subarray(0, at), more, bytes.subarray(Math.min(bytes.length, at + gone))]);
  };
  const file = (name: string): string => `Content-Disposition: form-data; name="${name}"; filename="x"`;
  const ofPictures = (): HostileRequest => {
    const route = pick([
      "POST /v1/verify",
      "POST /v1/embed",
      "POST /v1/galleries/people/identify",
      "POST /v1/galleries/people/items",
    ]);
    const wanted = route.endsWith("verify") ? ["a", "b"] : route.endsWith("embed") ? ["inputs", "inputs"] : ["input"];
    const parts = wanted.map((name) => [file(name), chance(0.2) ? pick(bombs) : damaged()] as const);
    const named = route.endsWith("items")
      ? [[`Content-Disposition: form-data; name="id"`, Buffer.from(pick(names))] as const]
      : [];
    return {
      kind: "pictures",
      bytes: request(route, form([...named, ...parts], "b"), "multipart/form-data; boundary=b"),
    };
  };
  const ofForms = (): HostileRequest => {
    const part = (): readonly [string, Buffer] => {
      const head = pick([
        file(pick(fields)),
        `Content-Disposition: form-data; name="${pick(names)}"`,
        pick(names),
        "x: y",
      ]);
      return [head, chance(0.3) ? damaged() : Buffer.from(String(JSON.stringify(json(2))))];
    };
    const count = chance(0.02) ? 1500 : generator.integer(6);
    const body = form(Array.from({ length: count }, part), "b");
    const type = chance(0.9)
      ? "multipart/form-data; boundary=b"
      : pick(["multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=c"]);
    return { kind: "forms", bytes: request(pick(routes), chance(0.5) ? mangled(body) : body, type) };
  };
  const ofJson = (): HostileRequest => {
    const text = chance(0.05) ? pick(texts) : JSON.stringify(chance(0.7) ? likely() : json());
    const body = Buffer.from(text.replaceAll('"__PROTO__"', '"__proto__"'));
    const type = chance(0.95)
      ? "application/json"
      : pick(["text/json", "application/json; charset=utf-7", "application/xml", ""]);
    return { kind: "json", bytes: request(pick(routes), chance(0.1) ? mangled(body) : body, type) };
  };
  const ofPaths = (): HostileRequest => {
    const name = (): string =>
      chance(0.5) ? pick(names) : encodeURIComponent(pick(names).replace(/[\ud800-\udfff]/g, "?"));
    const path = pick([
      () => `/v1/galleries/${name()}/items`,
      () => `/v1/galleries/people/items/${name()}`,
      () => `/v1/galleries/people/items?after=${name()}&limit=${name()}`,
      () => `/v1/galleries/people/items?label=${name()}`,
      () => `/${name()}/${name()}?${name()}=${name()}`,
      () => `/v1/galleries/people/items?__proto__[x]=1&constructor=${name()}`,
    ])();
    // What would end the line is another kind of request.
    const line = `${pick(["GET", "DELETE", "GET", "PUT", "HEAD", "OPTIONS"])} ${path.replace(/[\s\0]/g, "+")}`;
    return { kind: "paths", bytes: request(line, undefined, "") };
  };
  const ofWires = (): HostileRequest => {
    const good = request("POST /v1/verify", Buffer.from("{}"), "application/json");
    const text = pick<() => Buffer>([
      () => mangled(good),
      () => good.subarray(0, generator.integer(good.length)),
      () => Buffer.from(`GET / HTTP/1.1\r\nhost: 127.0.0.1\r\n${"x: y\r\n".repeat(generator.integer(5000))}\r\n`),
      () =>
        Buffer.from(
          "POST /v1/verify HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
        ),
      () =>
        Buffer.from(
          "POST /v1/verify HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n{}",
        ),
      () =>
        Buffer.from(
          "POST /v1/verify HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: 99999999999\r\n\r\n{}",
        ),
      () => Buffer.from(Array.from({ length: generator.integer(200) }, () => generator.integer(256))),
      () =>
        Buffer.from(
          `GET / HTTP/1.1\r\nhost: ${pick(["evil.example", "127.0.0.1", "", "[::1"])}\r\norigin: ${pick(["null", "https://evil.example", "x"])}\r\nconnection: close\r\n\r\n`,
          "latin1",
        ),
    ])();
    return { kind: "wires", bytes: text };
  };
  const kinds = [ofPictures, ofPictures, ofForms, ofJson, ofJson, ofPaths, ofWires];
  return { next: () => pick(kinds)() };
}

function request(line: string, body: Buffer | undefined, type: string): Buffer {
  const head = [`${line} HTTP/1.1`, "host: 127.0.0.1", "connection: close"];
  if (type !== "") head.push(`content-type: ${type}`);
  if (body !== undefined && !line.startsWith("GET")) head.push(`content-length: ${body.length}`);
  return Buffer.concat([
    Buffer.from(`${head.join("\r\n")}\r\n\r\n`),
    ...(body === undefined || line.startsWith("GET") ? [] : [body]),
  ]);
}

/** Milliseconds after which the sender of what is hardly HTTP hangs up. */
const wired = 300;

/** Sends it, and reads until the service hangs up, for `patience` milliseconds at most. */
export function send(port: number, { kind, bytes }: HostileRequest, patience: number): Promise<HostileAnswer> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let late = false;
    const socket = connect(port, "127.0.0.1", () => socket.write(bytes));
    if (kind === "wires") setTimeout(() => socket.end(), wired);
    const timer = setTimeout(() => {
      late = true;
      socket.destroy();
    }, patience);
    socket.on("data", (chunk: Buffer) => chunks.push(chunk));
    socket.on("error", () => undefined);
    socket.on("close", () => {
      clearTimeout(timer);
      const text = Buffer.concat(chunks).toString("latin1");
      const end = text.indexOf("\r\n\r\n");
      const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0);
      resolve({ status, head: text.slice(0, Math.max(0, end)), body: text.slice(end + 4), late });
    });
  });
}

/** What is wrong with an answer; undefined where nothing is. Busy is right, broken is not. */
export function faultOf({ kind }: HostileRequest, { status, head, body, late }: HostileAnswer): string | undefined {
  if (late) return "no answer in time";
  if (status === 0 && kind !== "wires") return "the service hung up without a word";
  if (status >= 500 && !(status === 503 && /^retry-after: \d+/im.test(head)))
    return `status ${status}: ${body.slice(0, 300)}`;
  if (/\n\s+at .+:\d+:\d+/.test(body) || /node_modules|file:\/\//.test(body))
    return `a stack trace: ${body.slice(0, 300)}`;
  return undefined;
}

/** Pictures in all formats that the service reads, of a few hundred pixels. */
export async function samplePictures(): Promise<readonly Buffer[]> {
  const pixels = Uint8Array.from({ length: 40 * 30 * 3 }, (_, i) => (i * i) % 251);
  const image = sharp(pixels, { raw: { width: 40, height: 30, channels: 3 } });
  const encoded = await Promise.all(
    [
      ...[
        image.clone().png(),
        image.clone().png({ palette: true }),
        image.clone().jpeg(),
        image.clone().jpeg({ progressive: true }),
      ],
      ...[
        image.clone().webp(),
        image.clone().gif(),
        image.clone().tiff({ compression: "lzw" }),
        image.clone().avif({ effort: 0 }),
      ],
    ].map((each) => each.toBuffer()),
  );
  const pnm = Buffer.concat([Buffer.from("P6 # c\n40 30\n255\n"), pixels]);
  const bmp = Buffer.alloc(54 + 40 * 30 * 3);
  bmp.write("BM", 0, "latin1");
  for (const [at, value] of [
    [10, 54],
    [14, 40],
    [18, 40],
    [22, 30],
  ] as const)
    bmp.writeUInt32LE(value, at);
  bmp.writeUInt16LE(1, 26);
  bmp.writeUInt16LE(24, 28);
  return [...encoded, pnm, Buffer.from("P2 2 2 255 0 255 255 0"), Buffer.from("P1 2 2 0 1 1 0"), bmp];
}

/** Heads that promise gigabytes. */
const bombs: readonly Buffer[] = [
  ...[
    "P4\n60000 60000\n",
    "P5\n60000 60000\n255\n",
    "P2\n99999999 99999999\n255\n0",
    "P5\n1 1\n70000\n",
    "P6 0 0 255\n",
  ].map((text) => Buffer.from(text)),
  Buffer.from("474946383961ffffffff800000000000ffffff2c00000000ffffffff0002024401003b", "hex"),
  Buffer.from(
    "ffd8ffe000104a46494600010100000100010000ffc0001108ffffffff03012200021101031101ffda000c03010002110311003f00",
    "hex",
  ),
  Buffer.from("89504e470d0a1a0a0000000d494844520000ffff0000ffff0806000000", "hex"),
];

const texts: readonly string[] = [
  ...["[".repeat(20_000), '{"a":'.repeat(5000), "[1e999]", '{"a":1,"a":2}', "null", '"', "\u0000", "{'a':1}", "[1,]"],
  ...['{"__proto__":{"x":1}}', '{"constructor":{"prototype":{"x":1}}}', '{"inputs":[{"__proto__":null}]}'],
  ...['{"input":"AAAA","filter":{"__proto__":{"x":1}}}', `{"rows":[[${"1,".repeat(50_000)}1]]}`],
];
