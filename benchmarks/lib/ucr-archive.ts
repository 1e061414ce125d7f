// What the UCR archive itself says of its sets: 1-NN errors on the test part, series centred and scaled each by itself (Dau et al. 2018,
// DataSummary.csv). Ours must come to the same.

/** Euclid; warping with the best window; warping without. */
export const archive: Readonly<Record<string, readonly [euclid: number, best: number, whole: number]>> = {
  BME: [0.1667, 0.02, 0.1],
  CBF: [0.1478, 0.0044, 0.0033],
  Coffee: [0, 0, 0],
  FiftyWords: [0.3692, 0.2418, 0.3099],
  ItalyPowerDemand: [0.0447, 0.0447, 0.0496],
  Lightning7: [0.4247, 0.2877, 0.274],
  OSULeaf: [0.4793, 0.3884, 0.4091],
  Plane: [0.0381, 0, 0],
  ShakeGestureWiimoteZ: [0.4, 0.16, 0.14],
  SwedishLeaf: [0.2112, 0.1536, 0.208],
  SyntheticControl: [0.12, 0.0167, 0.0067],
  TwoLeadECG: [0.2529, 0.1317, 0.0957],
  UMD: [0.2361, 0.0278, 0.0069],
};
