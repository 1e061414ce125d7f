// Classes of impostors: items that pretend to be of a class and are not, such as a signer's forged signatures.
//
//   signatures/01/genuine/1.png     class "01/genuine"
//   signatures/01/forged/1.png      class "01/forged": impostors
//
// Two genuine signatures of a signer are the same, and a forgery is different from every genuine one. But two forgeries are
// neither: they need not come from one hand, and nobody will ever ask. So a pair of two impostors, of one class or of two, does
// not count, in validation, evaluation and calibration. Counted as "same" it would make a good model look bad and move its
// threshold; counted as "different" it would ask of a model to tell forgers apart.
//
// Recognised by the last part of a class's name, in any case: forged, forgery, forgeries, fake, fakes, impostor, impostors
// (or imposter); and only beside a class of the same group that is not called so. A name alone proves nothing: where `fake` and
// `real` are the two classes to tell apart, they stand at the root, and are groups of their own.

import { KindredError } from "../core/errors.js";
import { closest } from "../core/suggest.js";
import { counted, type Dataset } from "./dataset.js";
import type { Groups } from "./groups.js";

export interface ImpostorOptions {
  /**
   * Classes of impostors, by their whole name or its last part ("forged"); none with `[]`. @defaultValue recognised by name, beside
   * a class of the same group that is not called so
   */
  readonly impostors?: readonly string[];
}

const telling = /^(forged|forger(y|ies)|fakes?|impost[eo]rs?)$/i;

/** What a dataset says of its impostors: nothing where there are none. Throws INVALID_OPTION for a name that no class has. */
export function impostorsOf(
  classes: readonly string[],
  { groupOfClass }: Pick<Groups, "groupOfClass">,
  names?: readonly string[],
): Pick<Dataset, "impostorClasses"> {
  const impostors = names === undefined ? recognised(classes, groupOfClass) : named(classes, names);
  return impostors.some((value) => value === 1) ? { impostorClasses: impostors } : {};
}

/** What was taken for impostors, in a sentence; undefined where nothing was. */
export function impostorsChoice({ classes, impostorClasses }: Dataset): string | undefined {
  if (impostorClasses === undefined) return undefined;
  const found = classes.filter((_, index) => impostorClasses[index] === 1);
  const examples = found.length === 1 ? found[0]! : `${found[0]!}, ${found[1]!}${found.length > 2 ? ", ..." : ""}`;
  return `${counted(found.length, "class", "classes")} of impostors (${examples}): pairs of two impostors do not count as same or different`;
}

function recognised(classes: readonly string[], groupOfClass: Int32Array): Uint8Array {
  const pretends = classes.map((name) => telling.test(lastPart(name)));
  const genuine = new Set(pretends.flatMap((value, index) => (value ? [] : [groupOfClass[index]!])));
  return Uint8Array.from(pretends, (value, index) => (value && genuine.has(groupOfClass[index]!) ? 1 : 0));
}

function named(classes: readonly string[], names: readonly string[]): Uint8Array {
  const known = [...new Set(classes.flatMap((name) => [lastPart(name), name]))];
  for (const name of names) {
    if (known.includes(name)) continue;
    const hint = closest(name, known);
    const suggestion = hint === undefined ? "" : `, did you mean "${hint}"?`;
    const some = known.slice(0, 5).join(", ");
    throw new KindredError(
      "INVALID_OPTION",
      `impostors: no class is called "${name}"${suggestion} (classes: ${some} ...)`,
    );
  }
  return Uint8Array.from(classes, (name) => (names.includes(name) || names.includes(lastPart(name)) ? 1 : 0));
}

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf("/") + 1);
}
