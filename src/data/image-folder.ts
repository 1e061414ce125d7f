// A folder of pictures in which every folder that directly holds pictures is a class, named by its path, at any depth.
//
//   faces/anna/1.jpg                 class "anna"
//   omniglot/Greek/character01/a.png class "Greek/character01", in the group "Greek" (see groups.ts)

import { basename, join, resolve } from "node:path";
import { KindredError } from "../core/errors.js";
import { checkNames } from "../core/options.js";
import { counted, dataWarning } from "./dataset.js";
import type { DataWarning, Dataset, Item } from "./dataset.js";
import { groupsOf } from "./groups.js";
import { impostorsOf, type ImpostorOptions } from "./impostors.js";
import { imageExtensions } from "./image-format.js";
import { findPictures, kindOfPath } from "./picture-files.js";
import type { PictureFiles } from "./picture-files.js";

export interface ImageFolderOptions extends ImpostorOptions {
  /**
   * Fewest classes that will do: 2 to train and to compare classes; 1 where one is enough; 0 where only the pictures count,
   * so that those directly in the folder are taken as well (label -1). @defaultValue 2
   */
  readonly minClasses?: 0 | 1 | 2;
}

/**
 * Reads a class folder. Classes and pictures are in natural order, whatever the file system's.
 *
 * Throws NOT_FOUND, INVALID_INPUT (not a folder), DATA_EMPTY (no picture in it), DATA_TOO_FEW (fewer than `minClasses`), INVALID_OPTION (impostors
 * that no class is called).
 */
export async function imageFolder(root: string, options: ImageFolderOptions = {}): Promise<Dataset> {
  checkNames("image folder", { ...options }, ["minClasses", "impostors"]);
  const { minClasses = 2, impostors } = options;
  const found = await listFolder(root);
  const classOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf("/")));
  const taken = minClasses === 0 ? found.pictures : found.pictures.filter((path) => path.includes("/"));
  // Set order is natural order, because the paths are in it.
  const classes = [...new Set(taken.map(classOf))].filter((name) => name !== "");
  checkClasses(root, classes, found, minClasses);
  const groups = groupsOf(classes);
  const number = new Map(classes.map((name, index) => [name, index]));
  const label = (path: string): number => number.get(classOf(path)) ?? -1;
  return {
    ...folderDataset(
      root,
      taken.map((path) => pictureItem(root, path, label(path))),
      found,
    ),
    classes,
    ...groups,
    ...impostorsOf(classes, groups, impostors),
    warnings: [...otherFiles(found), ...looseFiles(found, taken), ...nestedClasses(classes)],
  };
}

/** Pictures without classes: one file, several, or all below a folder. Every label is -1. Errors as `imageFolder`'s. */
export async function pictures(pathOrFolder: string | readonly string[]): Promise<Dataset> {
  if (typeof pathOrFolder === "string" && (await kindOfPath(pathOrFolder)) === "folder") {
    const found = await listFolder(pathOrFolder);
    const items = found.pictures.map((path) => pictureItem(pathOrFolder, path, -1));
    return folderDataset(pathOrFolder, items, found);
  }
  const paths = typeof pathOrFolder === "string" ? [pathOrFolder] : pathOrFolder;
  if (paths.length === 0) throw new KindredError("DATA_EMPTY", "pictures: the list of paths is empty");
  for (const path of paths) {
    if ((await kindOfPath(path)) === "folder") {
      throw new KindredError("INVALID_INPUT", `pictures: expected a list of files, got the folder ${path}`);
    }
  }
  const single = typeof pathOrFolder === "string";
  const items = paths.map((path) => ({ id: single ? basename(path) : path, path: resolve(path), label: -1 }));
  return folderDataset(single ? resolve(pathOrFolder, "..") : ".", items, { pictures: [], others: [] });
}

async function listFolder(root: string): Promise<PictureFiles> {
  if ((await kindOfPath(root)) === "file")
    throw new KindredError("INVALID_INPUT", `${root}: expected a folder, got a file`);
  const found = await findPictures(root);
  if (found.pictures.length > 0) return found;
  const others =
    found.others.length === 0
      ? ""
      : `; it holds ${counted(found.others.length, "other file")}, e.g. ${found.others[0]}`;
  throw new KindredError("DATA_EMPTY", `${root}: no picture found (${imageExtensions.join(" ")})${others}`);
}

function pictureItem(root: string, path: string, label: number): Item {
  return { id: path, path: resolve(join(root, path)), label };
}

function folderDataset(root: string, items: readonly Item[], found: PictureFiles): Dataset {
  const nothing = { classes: [], groups: [], groupOfClass: new Int32Array() };
  return { kind: "image", root: resolve(root), origin: "folder", items, ...nothing, warnings: otherFiles(found) };
}

function checkClasses(root: string, classes: readonly string[], found: PictureFiles, minClasses: number): void {
  if (classes.length >= minClasses) return;
  const expected = `expected a folder for each class, e.g. ${join(root, "anna", "1.jpg")} and ${join(root, "bert", "1.jpg")}`;
  const got =
    classes.length === 0
      ? `${counted(found.pictures.length, "picture")} directly in the folder`
      : `only one class, ${classes[0]}`;
  throw new KindredError("DATA_TOO_FEW", `${root}: ${expected}; got ${got}`);
}

function otherFiles({ others }: PictureFiles): DataWarning[] {
  if (others.length === 0) return [];
  return [dataWarning("FILES_IGNORED", `${counted(others.length, "file")} ignored: not a picture by name`, others)];
}

function looseFiles({ pictures }: PictureFiles, taken: readonly string[]): DataWarning[] {
  const loose = taken.length === pictures.length ? [] : pictures.filter((path) => !path.includes("/"));
  if (loose.length === 0) return [];
  const message = `${counted(loose.length, "picture")} ignored: directly in the folder, so of no class`;
  return [dataWarning("LOOSE_PICTURES", message, loose)];
}

/** A class folder that holds further class folders is more often a slip than meant. */
function nestedClasses(classes: readonly string[]): DataWarning[] {
  const names = new Set(classes);
  const parents = classes.map((name) => name.slice(0, Math.max(0, name.lastIndexOf("/"))));
  const both = [...new Set(parents.filter((parent) => names.has(parent)))];
  if (both.length === 0) return [];
  const message = `${counted(both.length, "folder")} with both pictures and class folders: each is a class beside those within`;
  return [dataWarning("CLASS_WITHIN_CLASS", message, both)];
}
