// Groups of classes: class folders under one parent, a parent other than the root, are hard to tell apart (the characters
// of an alphabet; a signer's `genuine` and `forged`). Batches put them side by side, splits keep them together.
//
//   ALPHABET/character01, ALPHABET/character02, OTHER/character01   -> groups ALPHABET, OTHER
//   anna, bert                                                      -> every class is a group of its own
//   all/anna, all/bert                                              -> as above: one parent tells nothing apart

export interface Groups {
  /** Names, in the order in which their classes come. */
  readonly groups: readonly string[];
  /** Index into `groups` for each class. */
  readonly groupOfClass: Int32Array;
}

/** The groups of classes that are named by their paths, with posix slashes. */
export function groupsOf(classes: readonly string[]): Groups {
  const byParent = classes.map((name) => (name.includes("/") ? name.slice(0, name.lastIndexOf("/")) : name));
  const names = new Set(byParent).size < 2 ? classes : byParent;
  const index = new Map<string, number>();
  for (const name of names) if (!index.has(name)) index.set(name, index.size);
  return { groups: [...index.keys()], groupOfClass: Int32Array.from(names, (name) => index.get(name)!) };
}

/** The classes of each group: one list a group, in class order. */
export function classesByGroup({ groups, groupOfClass }: Groups): number[][] {
  const classes: number[][] = groups.map(() => []);
  groupOfClass.forEach((group, index) => classes[group]!.push(index));
  return classes;
}
