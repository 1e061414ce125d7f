// Two data sets as one, of which the second is held out: what a file given to validate on becomes.

import { KindredError, check } from "../core/errors.js";
import type { Dataset, Item } from "./dataset.js";
import { groupsOf } from "./groups.js";
import { naturalOrder } from "./natural-order.js";

/**
 * Items of `training`, then those of `validation`; an item of both is there twice. Classes of one name are one.
 *
 * @throws DATA_INVALID where they are not of one kind: pictures and records, pairs and classes, scores and verdicts
 */
export function withValidation(training: Dataset, validation: Dataset): Dataset {
  const differ = (what: string): never => {
    throw new KindredError("DATA_INVALID", `${validation.root}: to validate on, expected ${what}, as is trained on`);
  };
  if (training.kind !== validation.kind) differ(`data of the kind ${training.kind}`);
  if ((training.pairs === undefined) !== (validation.pairs === undefined)) {
    differ(training.pairs === undefined ? "classes" : "pairs");
  }
  const missing = training.columns?.find((name) => !validation.columns!.includes(name));
  check(
    missing === undefined,
    "DATA_INVALID",
    `${validation.root}: to validate on, expected a column "${missing}" as well`,
  );
  const classes = [...new Set([...training.classes, ...validation.classes])].sort(naturalOrder);
  const from = training.items.length;
  const named = (dataset: Dataset): Item[] =>
    dataset.items.map((item) => ({
      ...item,
      label: item.label < 0 ? -1 : classes.indexOf(dataset.classes[item.label]!),
    }));
  const pairs = [
    ...(training.pairs ?? []),
    ...(validation.pairs ?? []).map((pair) => ({ ...pair, a: pair.a + from, b: pair.b + from })),
  ];
  const { impostorClasses: _, pairs: __, ...rest } = training;
  const pretended = [training, validation].flatMap(({ classes, impostorClasses }) =>
    classes.filter((_, i) => impostorClasses?.[i] === 1),
  );
  return {
    ...rest,
    items: [...named(training), ...named(validation)],
    ...{ classes, ...groupsOf(classes) },
    ...(pretended.length > 0 && {
      impostorClasses: Uint8Array.from(classes, (name) => Number(pretended.includes(name))),
    }),
    ...(training.pairs && { pairs }),
    validationFrom: from,
    warnings: [...training.warnings, ...validation.warnings],
  };
}
