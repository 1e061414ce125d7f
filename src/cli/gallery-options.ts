// What the commands of a gallery have in common: where it is, metadata and conditions as words, and how it is opened.

import { InvalidArgumentError, type Command } from "commander";
import type { Condition, Filter, Gallery, Metadata, MetadataValue, OpenGalleryOptions } from "../gallery/index.js";
import { KindredError } from "../core/errors.js";

export interface GalleryFlags {
  readonly store?: string;
  readonly model?: string;
}

export function withStore(command: Command): Command {
  const place = "a folder of galleries, or postgres://... (default: KINDRED_STORE, else galleries)";
  return command.argument("<gallery>", "its name, or the path of its folder").option("--store <place>", place);
}

export function withModel(command: Command): Command {
  return command.option("--model <file>", "the model (default: the file that the gallery was made with)");
}

/** `--where site=berlin --where age>=18`: all must hold. */
export function withFilter(command: Command): Command {
  const text = "only items whose metadata say so: site=berlin, site!=berlin, age>=18, age<65 (may be given again)";
  return command.option("--where <condition>", text, addCondition);
}

/** Opens the gallery, does something with it, and closes it. */
export async function withGallery<T>(
  name: string,
  { store, model }: GalleryFlags,
  options: Pick<OpenGalleryOptions, "create" | "readOnly" | "keepSources">,
  work: (gallery: Gallery) => Promise<T>,
): Promise<T> {
  const { openGallery } = await import("../gallery/open.js");
  const gallery = await openGallery(name, { ...options, ...(store && { store }), ...(model && { model }) });
  try {
    return await work(gallery);
  } finally {
    await gallery.close();
  }
}

const operators = { "=": "is", "!=": "not", ">=": "atLeast", ">": "above", "<=": "atMost", "<": "below" } as const;

function addCondition(text: string, before: Filter | undefined): Filter {
  const [, key, operator, value] = /^([^=!<>]+)(!=|>=|<=|=|>|<)(.*)$/s.exec(text) ?? [];
  if (key === undefined) {
    throw new InvalidArgumentError(`expected a condition such as site=berlin or age>=18, got "${text}"`);
  }
  const name = operators[operator as keyof typeof operators];
  const condition: Condition = { [name]: wordValue(value!) };
  const known = Object.hasOwn(before ?? {}, key) ? (before![key] as Condition) : {};
  return { ...before, [key]: { ...known, ...condition } };
}

/** `--metadata site=berlin --metadata age=30`. */
export function addMetadata(text: string, before: Metadata | undefined): Metadata {
  const [, key, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  if (key === undefined) throw new InvalidArgumentError(`expected NAME=VALUE, got "${text}"`);
  return { ...before, [key]: wordValue(value!) };
}

/** `18` and `true` are what they look like, "18" in quotes is text, and so is all else. */
function wordValue(text: string): MetadataValue {
  if (text === "true" || text === "false") return text === "true";
  if (/^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text)) return Number(text);
  if (!/^".*"$/s.test(text)) return text;
  try {
    return JSON.parse(text) as string;
  } catch {
    throw new KindredError("INVALID_OPTION", `expected text in quotes, got ${text}`);
  }
}
