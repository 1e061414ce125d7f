// What is beyond a limit is refused with words, and nothing grows or hangs.

import assert from "node:assert/strict";
import { connect } from "node:net";
import { before, test } from "node:test";
import { deflateSync } from "node:zlib";
import type { Service } from "../../src/serve/index.js";
import { rateLimiter } from "../../src/serve/rate-limit.js";
import { picture } from "../testkit/pictures.js";
import { ask, form, grey, started } from "../testkit/service.js";

let small: Service;
let dark: Buffer;

before(async () => {
  small = await started({ maxBody: 20_000, maxPixels: 10_000, maxInputs: 3, timeout: 1 });
  dark = await grey(100);
});

test("an oversized body: 413, announced or not", async () => {
  const large = form({ a: Buffer.alloc(30_000), b: dark });
  const announced = await ask(small, "POST /v1/verify", large);
  assert.deepEqual([announced.status, announced.body["code"]], [413, "TOO_LARGE"]);
  const asJson = await ask(small, "POST /v1/verify", { a: "A".repeat(30_000), b: "" });
  assert.deepEqual([asJson.status, asJson.body["code"]], [413, "TOO_LARGE"]);
  const head = "POST /v1/verify HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n";
  const chunk = `4e20\r\n${" ".repeat(20_000)}\r\n`;
  assert.match(
    await raw(small, `${head}transfer-encoding: chunked\r\n\r\n${chunk}${chunk}0\r\n\r\n`),
    /^HTTP\/1\.1 413 /,
  );
});

test("a picture of too many pixels is refused before it is decoded", async () => {
  const wide = await picture(200, 100, () => [1, 2, 3])
    .png()
    .toBuffer();
  const { status, body } = await ask(small, "POST /v1/verify", form({ a: wide, b: dark }));
  assert.deepEqual([status, body["code"]], [422, "IMAGE_UNREADABLE"]);
  assert.match(body["detail"] as string, /^a: .*limit of 10000 pixels/);
});

test("decompression bombs: a few hundred bytes that would be gigabytes", async () => {
  const usual = await started();
  const bombs = {
    png: pngBomb(60_000, 60_000),
    pbm: Buffer.from("P4\n60000 60000\n"),
    pgm: Buffer.from("P5\n60000 60000\n255\n"),
    bmp: bmpBomb(60_000, 60_000),
  };
  const before = process.memoryUsage.rss();
  for (const [name, bomb] of Object.entries(bombs)) {
    const { status, body } = await ask(usual, "POST /v1/embed", form({ inputs: [bomb] }));
    assert.deepEqual([status, body["code"]], [422, "IMAGE_UNREADABLE"], name);
    assert.match(body["detail"] as string, /limit of 25000000 pixels/, name);
  }
  assert.ok(process.memoryUsage.rss() - before < 200e6, "memory grew");
});

test("more inputs than allowed: 413", async () => {
  const { status, body } = await ask(small, "POST /v1/embed", form({ inputs: [dark, dark, dark, dark] }));
  assert.deepEqual([status, body["code"]], [413, "TOO_LARGE"]);
});

test("a slow client is cut off: headers, and bodies", async () => {
  assert.match(await raw(small, "POST /v1/verify HTTP/1.1\r\nhost: 127.0.0.1\r\n"), /^HTTP\/1\.1 408 .*TIMED_OUT/s);
  const head =
    "POST /v1/verify HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{";
  assert.match(await raw(small, head), /^HTTP\/1\.1 408 .*TIMED_OUT/s);
});

test("what is no HTTP gets a problem and no stack", async () => {
  for (const nonsense of ["nonsense\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "\x16\x03\x01\x02\x00\x01\x00"]) {
    const answer = await raw(small, nonsense);
    assert.match(answer, /^HTTP\/1\.1 400 Bad Request\r\ncontent-type: application\/problem\+json/);
    assert.doesNotMatch(answer, /at .*\.(js|ts)/);
  }
  assert.match(await raw(small, `GET / HTTP/1.1\r\nhost: x\r\nx: ${"y".repeat(40_000)}\r\n\r\n`), /^HTTP\/1\.1 413 /);
});

test("too many requests of one client: 429 with Retry-After", async () => {
  const slow = await started({ rateLimit: 1 });
  const answers = [];
  for (let i = 0; i < 4; i++) answers.push(await ask(slow, "GET /v1/models"));
  const refused = answers.filter(({ status }) => status === 429);
  assert.ok(refused.length >= 1 && answers[0]!.status === 200);
  assert.deepEqual([refused[0]!.body["code"], refused[0]!.headers.get("retry-after")], ["RATE_LIMITED", "1"]);
  assert.equal((await ask(slow, "GET /healthz")).status, 200, "health is not counted");
});

test("rate limiter: a steady trickle passes, a burst is cut, clients do not share", () => {
  const limiter = rateLimiter(10, 5);
  const burst = Array.from({ length: 7 }, () => limiter.take("a", 0));
  assert.deepEqual(
    burst.map((wait) => wait === 0),
    [true, true, true, true, true, false, false],
  );
  assert.ok(Math.abs(burst[5]! - 0.1) < 1e-9);
  assert.equal(limiter.take("b", 0), 0);
  assert.equal(limiter.take("a", 100), 0, "one more after a tenth of a second");
  assert.ok(limiter.take("a", 100) > 0);
  for (let now = 1000; now < 3000; now += 100) assert.equal(limiter.take("a", now), 0);
});

test("rate limiter: remembers a bounded number of clients", () => {
  const limiter = rateLimiter(1, 1);
  assert.equal(limiter.take("first", 0), 0);
  for (let i = 0; i < 10_001; i++) limiter.take(`client ${i}`, 0);
  assert.equal(limiter.take("first", 0), 0, "forgotten, so it may ask");
  assert.ok(limiter.take("client 10000", 0) > 0);
});

/** Writes to the socket and reads until the service hangs up. */
function raw({ url }: Service, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(url).port), "127.0.0.1", () => socket.write(text, "latin1"));
    let answer = "";
    socket.setEncoding("latin1");
    socket.on("data", (chunk: string) => (answer += chunk));
    socket.on("error", (error: NodeJS.ErrnoException) =>
      error.code === "ECONNRESET" ? resolve(answer) : reject(error),
    );
    socket.on("close", () => resolve(answer));
    socket.setTimeout(10_000, () => reject(new Error(`no end after 10 s: ${answer}`)));
  });
}

/** A PNG that announces a size and holds hardly any of it. */
function pngBomb(width: number, height: number): Buffer {
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
    const frame = Buffer.alloc(8);
    frame.writeUInt32BE(data.length, 0);
    frame.writeInt32BE(crc32(body), 4);
    return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 0, 0, 0, 0], 8);
  const signature = Buffer.from("\x89PNG\r\n\x1a\n", "latin1");
  const data = chunk("IDAT", deflateSync(Buffer.alloc(1_000_000)));
  return Buffer.concat([signature, chunk("IHDR", header), data, chunk("IEND", Buffer.alloc(0))]);
}

function crc32(bytes: Uint8Array): number {
  let crc = -1;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc;
}

function bmpBomb(width: number, height: number): Buffer {
  const header = Buffer.alloc(54);
  header.write("BM", 0, "latin1");
  header.writeUInt32LE(54, 10);
  header.writeUInt32LE(40, 14);
  header.writeInt32LE(width, 18);
  header.writeInt32LE(height, 22);
  header.writeUInt16LE(1, 26);
  header.writeUInt16LE(24, 28);
  return header;
}
