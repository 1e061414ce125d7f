// Several losses at once, weighted, and costs on embeddings or class weights beside them.
//
//   L = Σ weight · L_member
//
//   multiple([{ loss: arcface() }, { loss: centre(), weight: 0.05 }, { regulariser: regularFace(), on: "class-weights", weight: 0.1 }])
//
// The first loss is the main one: its distance is what verification uses, unless a member learns one, and its numbers are watched. Regularisers stand in
// the same list, because each is one more term of the sum and needs nothing else.

import { KindredError, check } from "../core/errors.js";
import { checkChoice, checkNames, checkRange } from "../core/options.js";
import { type Tensor, add, mul, scalar } from "../graph/index.js";
import type { Batch, Loss, LossContext, LossResult } from "./loss.js";
import type { Regulariser } from "./regularisers.js";

export interface WeightedLoss {
  readonly loss: Loss;
  /** >= 0. @defaultValue 1 */
  readonly weight?: number;
}

export interface WeightedRegulariser {
  readonly regulariser: Regulariser;
  /** >= 0. @defaultValue 1 */
  readonly weight?: number;
  /** Of the embeddings, or of the class weights of the losses before it in the list. @defaultValue "embeddings" */
  readonly on?: "embeddings" | "class-weights";
}

export type Member = WeightedLoss | WeightedRegulariser;

const where = "multiple";

/**
 * What the losses need together. Parameters: each loss's, below its name. Metrics: the first loss's, and the value of every
 * member under its name, before it is weighted.
 *
 * @throws INVALID_OPTION where a weight is below 0, no loss is there, or losses need different things
 */
export function multiple(members: readonly Member[]): Loss {
  checkMembers(members);
  const names = distinct(members.map((member) => partOf(member).name));
  const losses = members.flatMap((member, i) => ("loss" in member ? [{ loss: member.loss, name: names[i]! }] : []));
  const [main] = losses;
  check(main !== undefined, "INVALID_OPTION", "multiple: needs a loss among its members");
  const learns = losses.find(({ loss }) => loss.learned !== undefined);
  return {
    name: where,
    options: { members: members.map(described) },
    distance: main.loss.distance,
    needs: neededBy(losses.map(({ loss }) => loss)),
    freeLength: losses.some(({ loss }) => loss.freeLength === true),
    build: (batch, context) => summed(members, names, batch, context),
    ...(learns && {
      learned(parameters) {
        const prefix = `${learns.name}.`;
        const own = [...parameters].filter(([name]) => name.startsWith(prefix));
        return learns.loss.learned!(new Map(own.map(([name, values]) => [name.slice(prefix.length), values])));
      },
    }),
  };
}

function summed(members: readonly Member[], names: readonly string[], batch: Batch, context: LossContext): LossResult {
  const results: LossResult[] = [];
  const terms = members.map((member, i): Tensor => {
    if ("regulariser" in member) return regularised(member, batch, results);
    const result = member.loss.build(batch, { ...context, scope: context.scope.within(names[i]!) });
    results.push(result);
    return result.loss;
  });
  const weighted = terms.map((term, i) => mul(term, scalar(members[i]!.weight ?? 1, term.dtype)));
  const score = results.find((result) => result.score !== undefined)?.score;
  const classWeights = results.find((result) => result.classWeights !== undefined)?.classWeights;
  return {
    loss: weighted.reduce((total, term) => add(total, term)),
    metrics: { ...results[0]!.metrics, ...Object.fromEntries(names.map((name, i) => [name, terms[i]!])) },
    ...(score && { score }),
    ...(classWeights && { classWeights }),
  };
}

function regularised(
  { regulariser, on = "embeddings" }: WeightedRegulariser,
  batch: Batch,
  before: readonly LossResult[],
): Tensor {
  if (on === "embeddings") return regulariser.build({ rows: batch.embeddings, perClass: 1 });
  const weights = before.flatMap(({ classWeights }) => (classWeights === undefined ? [] : [classWeights]));
  if (weights.length === 0) {
    throw new KindredError("INVALID_OPTION", `multiple: no loss before ${regulariser.name} has class weights`);
  }
  return weights.map((rows) => regulariser.build(rows)).reduce((total, term) => add(total, term));
}

function checkMembers(members: readonly Member[]): void {
  const isList: boolean = Array.isArray(members);
  check(isList, "INVALID_OPTION", () => `multiple: members must be a list, got ${JSON.stringify(members)}`);
  for (const member of members) {
    checkNames(where, { ...member }, "regulariser" in member ? ["regulariser", "weight", "on"] : ["loss", "weight"]);
    checkRange(where, `weight of ${partOf(member).name}`, member.weight ?? 1, { from: 0 });
    if ("on" in member && member.on !== undefined) checkChoice(where, "on", member.on, ["embeddings", "class-weights"]);
  }
}

/** "either" goes with labels and with pairs; nothing else goes together. */
function neededBy(losses: readonly Loss[]): Loss["needs"] {
  const needs = [...new Set(losses.map((loss) => loss.needs))];
  const strict = needs.filter((need) => need !== "either");
  const [only = "either", another] = strict;
  const fits = another === undefined && (only !== "views" || needs.length === 1);
  check(fits, "INVALID_OPTION", () => {
    const list = losses.map(({ name, needs }) => `${name} needs ${needs === "either" ? "labels or pairs" : needs}`);
    return `multiple: losses must need the same: ${list.join(", ")}`;
  });
  return only;
}

function partOf(member: Member): Loss | Regulariser {
  return "loss" in member ? member.loss : member.regulariser;
}

/** A member as options show it. */
function described(member: Member): Readonly<Record<string, unknown>> {
  const { name, options } = partOf(member);
  const { weight = 1 } = member;
  if ("loss" in member) return { loss: { name, options }, weight };
  return { regulariser: { name, options }, weight, on: member.on ?? "embeddings" };
}

/** Names with a number behind those that have come before: arcface, centre, arcface-2. */
function distinct(names: readonly string[]): string[] {
  return names.map((name, i) => {
    const before = names.slice(0, i).filter((other) => other === name).length;
    return before === 0 ? name : `${name}-${before + 1}`;
  });
}
