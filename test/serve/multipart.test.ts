// Forms: read as the platform reads them; what is malformed is refused, whatever it is.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { boundaryOf, parseMultipart, type Part } from "../../src/serve/multipart.js";
import { KindredError } from "../../src/core/errors.js";
import { failure } from "../testkit/pictures.js";

async function encoded(data: FormData): Promise<{ body: Buffer; boundary: string }> {
  const response = new Response(data);
  const boundary = boundaryOf(response.headers.get("content-type")!)!;
  return { body: Buffer.from(await response.arrayBuffer()), boundary };
}

test("any form that the platform writes is read back", async () => {
  const text = fc.string({ unit: "grapheme", maxLength: 30 }).filter((value) => !/[\r\n\p{Surrogate}]/u.test(value));
  const field = fc.record({ name: text, value: fc.oneof(text, fc.uint8Array({ maxLength: 200 })) });
  await fc.assert(
    fc.asyncProperty(fc.array(field, { maxLength: 6 }), async (fields) => {
      const data = new FormData();
      for (const { name, value } of fields) {
        if (typeof value === "string") data.append(name, value);
        else data.append(name, new Blob([new Uint8Array(value)]), "f");
      }
      const { body, boundary } = await encoded(data);
      const parts = parseMultipart(body, boundary);
      assert.deepEqual(
        parts.map(({ name, value }) => [name, typeof value === "string" ? value : [...value]]),
        fields.map(({ name, value }) => [name, typeof value === "string" ? value : [...value]]),
      );
    }),
    { numRuns: 100 },
  );
});

test("files that hold boundaries, line ends and nothing", () => {
  const contents = ["", "\r\n", "--b", "\r\n--c\r\n", "a\r\n-", "--"];
  const body = contents.map(
    (content) => `--b\r\nContent-Disposition: form-data; name="a"; filename="x"\r\n\r\n${content}\r\n`,
  );
  const parts = parseMultipart(Buffer.from(`${body.join("")}--b--`), "b");
  assert.deepEqual(
    parts.map(({ value }) => Buffer.from(value as Uint8Array).toString()),
    contents,
  );
});

test("preamble, blanks behind a boundary, headers in any case and order", () => {
  const lines = [
    "preamble",
    "--b  ",
    "content-type: text/plain",
    "CONTENT-DISPOSITION: form-data; filename=x; name=a",
    "",
    "1",
    "--b--",
  ];
  const [part] = parseMultipart(Buffer.from(lines.join("\r\n")), "b");
  assert.deepEqual([part!.name, (part!.value as Buffer).toString()], ["a", "1"]);
});

test("what is malformed is refused", () => {
  const head = 'Content-Disposition: form-data; name="a"';
  const malformed: readonly (readonly [body: string, message: RegExp])[] = [
    ["", /cut short/],
    ["nonsense", /cut short/],
    ["--b", /not at the end of its line/],
    [`--b\r\n${head}\r\n\r\n1`, /cut short/],
    [`--b\r\n${head}\r\n1\r\n--b--`, /no end of its head/],
    [`--b\r\n${"x".repeat(5000)}\r\n\r\n1\r\n--b--`, /no end of its head within 4096/],
    ["--b\r\n\r\n1\r\n--b--", /no name/],
    ["--b\r\nContent-Disposition: attachment; name=a\r\n\r\n1\r\n--b--", /no name/],
    [`--b\r\n${head}\r\n\r\n1\r\n--bxx\r\n`, /not at the end of its line/],
  ];
  for (const [body, message] of malformed)
    assert.throws(() => parseMultipart(Buffer.from(body), "b"), failure("INVALID_INPUT", message), body.slice(0, 60));
  const binary = Buffer.concat([
    Buffer.from(`--b\r\n${head}\r\n\r\n`),
    Buffer.from([0xff, 0xfe]),
    Buffer.from("\r\n--b--"),
  ]);
  assert.throws(() => parseMultipart(binary, "b"), failure("INVALID_INPUT", /UTF-8/));
  const many = `--b\r\n${head}\r\n\r\n1\r\n`.repeat(1001);
  assert.throws(() => parseMultipart(Buffer.from(`${many}--b--`), "b"), failure("TOO_LARGE", /1000 parts/));
});

test("any bytes end in parts or in a refusal, soon", () => {
  const pieces = fc.array(
    fc.oneof(
      fc.constantFrom(
        "--b",
        "\r\n",
        "--",
        "\r\n\r\n",
        'Content-Disposition: form-data; name="a"',
        "; filename=x",
        "\n",
      ),
      fc.string({ maxLength: 5 }),
    ),
    { maxLength: 30 },
  );
  fc.assert(
    fc.property(pieces, (list) => {
      let parts: Part[] = [];
      try {
        parts = parseMultipart(Buffer.from(list.join("")), "b");
      } catch (error) {
        assert.ok(error instanceof KindredError && error.status < 500, String(error));
      }
      assert.ok(parts.length <= list.length);
    }),
    { numRuns: 2000 },
  );
});

test("the boundary is what the Content-Type says", () => {
  assert.equal(boundaryOf("multipart/form-data; boundary=abc"), "abc");
  assert.equal(boundaryOf('Multipart/Form-Data; charset=utf-8; boundary="a b;c"; x=y'), "a b;c");
  assert.equal(boundaryOf("application/json"), undefined);
  for (const none of [
    "multipart/form-data",
    "multipart/form-data; boundary=",
    `multipart/form-data; boundary=${"x".repeat(71)}`,
  ])
    assert.throws(() => boundaryOf(none), failure("INVALID_INPUT", /no boundary/));
});
