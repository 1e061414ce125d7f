// Methods of anomaly detection by name: as they stand in options, on the command line and in detector files.

import { check } from "../core/errors.js";
import { type Options, checkNames } from "../core/options.js";
import { unknownName } from "../core/suggest.js";
import { localOutlierFactor } from "./local-outlier-factor.js";
import { mahalanobisMethod } from "./mahalanobis.js";
import type { Method } from "./method.js";
import { nearestNeighbours } from "./nearest-neighbours.js";
import { twins } from "./twins.js";

const makers: Readonly<Record<string, (options: Options) => Method>> = {
  "nearest-neighbours": nearestNeighbours,
  mahalanobis: mahalanobisMethod,
  "local-outlier-factor": localOutlierFactor,
  twins,
};

/** Every method's name. */
export const methodNames: readonly string[] = Object.keys(makers);

/**
 * The method called `name`; `methodByName(m.name, m.options)` rebuilds m.
 *
 * @throws INVALID_OPTION for an unknown name or option (with "did you mean"), or a value outside its range
 */
export function methodByName(name: string, options: Options = {}): Method {
  const make = Object.hasOwn(makers, name) ? makers[name] : undefined;
  if (make === undefined) throw unknownName("anomalies: method", name, ["auto", ...methodNames]);
  checkNames(name, options, Object.keys(make({}).options));
  return make(options);
}

/**
 * What `auto` stands for: three that fail in different places, and the twins where anomalies are known. Two neighbours see most, and one
 * bad row among the normal ones does not hide its like; which three and how many neighbours was chosen with ADBench's sets in view.
 */
function autoMethods(anomaliesKnown: boolean): readonly Method[] {
  const always = [nearestNeighbours({ k: 2 }), mahalanobisMethod(), localOutlierFactor()];
  return anomaliesKnown ? [...always, twins()] : always;
}

/** The methods of an option. Throws INVALID_OPTION. */
export function chooseMethods(
  asked: string | Method | readonly (string | Method)[],
  anomaliesKnown: boolean,
): readonly Method[] {
  const list =
    asked === "auto" ? autoMethods(anomaliesKnown) : typeof asked === "string" || "fit" in asked ? [asked] : asked;
  check(list.length > 0, "INVALID_OPTION", "anomalies: method names none");
  return list.map((each) => {
    const method = typeof each === "string" ? methodByName(each) : each;
    check(anomaliesKnown || method.needsAnomalies !== true, "INVALID_OPTION", () => {
      return `anomalies: "${method.name}" learns from known anomalies, and there are none; give some`;
    });
    return method;
  });
}
