// A service that really listens, on a free port of this machine, and what tests ask it.

import { after } from "node:test";
import { serve, type ServeOptions, type Service } from "../../src/serve/index.js";
import { picture, temporaryFolder, write } from "./pictures.js";
import { blockMeansModel } from "./tiny-model.js";

/** The path of a model that embeds 8x8 pictures as the means of their blocks: distances can be worked out on paper. */
export function tinyModel(): string {
  return write(temporaryFolder(), "tiny.onnx", blockMeansModel());
}

const services: Service[] = [];
after(() => Promise.all(services.map((service) => service.close())));

/** Starts a service that ends with the test file. */
export async function started(options: Partial<ServeOptions> = {}): Promise<Service> {
  const { models = { tiny: tinyModel() }, lanes = 0, ...rest } = options;
  const service = await serve({ models, port: 0, logLevel: "silent", rateLimit: 0, lanes, ...rest });
  services.push(service);
  return service;
}

export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Sends JSON, a form, or nothing, and reads JSON. */
export async function ask(
  { url }: Pick<Service, "url">,
  route: string,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answered> {
  const [method, path] = route.split(" ") as [string, string];
  const isForm = body instanceof FormData;
  const type: Readonly<Record<string, string>> =
    body === undefined || isForm ? {} : { "content-type": "application/json" };
  const response = await fetch(url + path, {
    method,
    headers: { ...type, ...headers },
    ...(body !== undefined && { body: isForm ? body : typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: (text.startsWith("{") ? JSON.parse(text) : { text }) as Answered["body"],
  };
}

/** A form with files and words. */
export function form(fields: Readonly<Record<string, Uint8Array | string | readonly Uint8Array[]>>): FormData {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) {
    const values = value instanceof Uint8Array || typeof value === "string" ? [value] : value;
    for (const each of values) {
      if (typeof each === "string") data.append(name, each);
      else data.append(name, new Blob([new Uint8Array(each)]), "picture.png");
    }
  }
  return data;
}

/** A plain grey picture of 8x8, as a PNG. */
export function grey(value: number): Promise<Buffer> {
  return picture(8, 8, () => [value, value, value])
    .png()
    .toBuffer();
}

/** How far apart two grey pictures are for the tiny model: sixteen means over a standard deviation of a quarter. */
export function greyDistance(a: number, b: number): number {
  return (4 * Math.abs(a - b) * 4) / 255;
}
