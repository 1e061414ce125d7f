// Forms with files, multipart/form-data (RFC 7578), of which the whole body is in memory already: its size has been limited.
//
//   --BOUNDARY CRLF
//   Content-Disposition: form-data; name="a"; filename="door.jpg" CRLF
//   Content-Type: image/jpeg CRLF CRLF
//   ...bytes... CRLF
//   --BOUNDARY--
//
// A part with a filename is a file and comes as its bytes (a view, not a copy), one without is text. File names are not used.

import { KindredError, check } from "../core/errors.js";

export interface Part {
  readonly name: string;
  readonly value: string | Uint8Array;
}

/** More parts than that are no form of ours. */
const maxParts = 1000;
/** Bytes of a part's head. */
const maxHead = 4096;

const crlf = "\r\n";

/** The boundary that a Content-Type names; undefined where it is no multipart/form-data. Throws INVALID_INPUT without one. */
export function boundaryOf(contentType: string): string | undefined {
  if (!/^multipart\/form-data\s*(;|$)/i.test(contentType)) return undefined;
  const [, quoted, plain] = /;\s*boundary=(?:"([^"]{1,70})"|([^\s;",]{1,70}))\s*(?:;|$)/i.exec(contentType) ?? [];
  const boundary = quoted ?? plain;
  check(boundary !== undefined, "INVALID_INPUT", "form: the Content-Type names no boundary of 1 to 70 characters");
  return boundary;
}

/** The parts of a form, in order. Throws INVALID_INPUT where it is malformed or cut short, TOO_LARGE for too many parts. */
export function parseMultipart(body: Buffer, boundary: string): Part[] {
  const delimiter = Buffer.from(`${crlf}--${boundary}`, "latin1");
  const parts: Part[] = [];
  // The first delimiter may stand at the very beginning, without a line's end before it.
  const opening = delimiter.subarray(crlf.length);
  let at = body.subarray(0, opening.length).equals(opening) ? opening.length : after(body, delimiter, 0);
  for (;;) {
    if (body.subarray(at, at + 2).equals(Buffer.from("--"))) return parts;
    check(parts.length < maxParts, "TOO_LARGE", `form: more than ${maxParts} parts`);
    const start = endOfLine(body, at);
    const headEnd = body.indexOf(crlf + crlf, start - crlf.length, "latin1");
    const within = headEnd >= 0 && headEnd - start <= maxHead;
    check(within, "INVALID_INPUT", `form: part ${parts.length + 1} has no end of its head within ${maxHead} bytes`);
    const contentStart = headEnd + 2 * crlf.length;
    const next = after(body, delimiter, contentStart);
    const head = body.toString("utf8", start, Math.max(start, headEnd));
    const content = body.subarray(contentStart, next - delimiter.length);
    parts.push(partOf(head, content, parts.length + 1));
    at = next;
  }
}

/** Where `delimiter` ends. */
function after(body: Buffer, delimiter: Buffer, from: number): number {
  const found = body.indexOf(delimiter, from);
  if (found < 0) throw new KindredError("INVALID_INPUT", "form: cut short, or the boundary is another one");
  return found + delimiter.length;
}

/** Blanks may follow a delimiter, then a line's end. */
function endOfLine(body: Buffer, from: number): number {
  let at = from;
  while (body[at] === 32 || body[at] === 9) at++;
  const ends = body[at] === 13 && body[at + 1] === 10;
  check(ends, "INVALID_INPUT", "form: a boundary is not at the end of its line");
  return at + crlf.length;
}

function partOf(head: string, content: Buffer, number: number): Part {
  const disposition = head.split(crlf).find((line) => /^content-disposition\s*:/i.test(line)) ?? "";
  const name = parameter(disposition, "name");
  const valid = name !== undefined && /:\s*form-data\s*;/i.test(disposition);
  check(valid, "INVALID_INPUT", `form: part ${number} has no name`);
  const isFile = parameter(disposition, "filename") !== undefined || /;\s*filename\*=/i.test(disposition);
  return { name, value: isFile ? content : textOf(content, name) };
}

/** `; key="value"` or `; key=value`. Browsers write a quote within a value as %22. */
function parameter(disposition: string, key: string): string | undefined {
  const [, quoted, plain] = new RegExp(`;\\s*${key}=(?:"([^"\r\n]*)"|([^\\s;"]+))`, "i").exec(disposition) ?? [];
  return (quoted ?? plain)?.replaceAll("%22", '"');
}

function textOf(content: Buffer, name: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(content);
  } catch (cause) {
    throw new KindredError("INVALID_INPUT", `form: ${JSON.stringify(name.slice(0, 40))} is no text in UTF-8`, {
      cause,
    });
  }
}
