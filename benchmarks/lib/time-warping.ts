// Dynamic time warping (Sakoe, Chiba 1978): the cheapest way to line up two series whose clocks differ. All channels of a series
// have one clock.
//
//   D(i, j) = |a_i - b_j|^2 + min(D(i - 1, j), D(i, j - 1), D(i - 1, j - 1)),    |i - j| <= window;    distance sqrt D(m, n)
//
// A lower bound of it is how far a series lies outside the other's envelope, the greatest and the least value within the window of
// each step (Keogh, Ratanamahatana 2005); most neighbours need no more to be passed over, and the part of it that is still to
// come ends many others early (Rakthanmanon et al. 2012).
//
// As in the UCR archive: the window is a share of the length, 1 for none, and the best one for a training set is that with
// the fewest errors when each of its series is classified by the others; of equal ones the least. The archive's figures are of
// series that are centred and scaled each by itself.

/** The series less its mean, over its standard deviation; zeros where it is constant. */
export function centredAndScaled(values: ArrayLike<number>): Float64Array {
  const all = Float64Array.from(values);
  const mean = all.reduce((sum, value) => sum + value, 0) / all.length;
  const deviation = Math.sqrt(all.reduce((sum, value) => sum + (value - mean) ** 2, 0) / all.length);
  return all.map((value) => (deviation > 0 ? (value - mean) / deviation : 0));
}

export interface WarpingOptions {
  /** Steps that two matched points may lie apart. */
  readonly window: number;
  /** Gives up, with any result from it on, where the result would not be below. @defaultValue Infinity */
  readonly limit?: number;
  /** Values of a step. @defaultValue 1 */
  readonly channels?: number;
  /** How much b's steps from the j-th on add to the square at least, `[n + 1]`. @defaultValue nothing */
  readonly rest?: ArrayLike<number>;
}

/** Of series of any lengths, step after step. */
export function timeWarping(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  { window, limit = Infinity, channels = 1, rest }: WarpingOptions,
): number {
  const [m, n] = [a.length / channels, b.length / channels];
  const reach = Math.max(window, Math.abs(m - n));
  const bound = limit * limit;
  let before = new Float64Array(n + 1).fill(Infinity);
  let row = new Float64Array(n + 1);
  before[0] = 0;
  for (let i = 1; i <= m; i++) {
    row.fill(Infinity);
    let least = Infinity;
    for (let j = Math.max(1, i - reach); j <= Math.min(n, i + reach); j++) {
      let cost = Math.min(before[j]!, before[j - 1]!, row[j - 1]!);
      for (let c = 0; c < channels; c++) cost += (a[(i - 1) * channels + c]! - b[(j - 1) * channels + c]!) ** 2;
      row[j] = cost;
      if (cost < least) least = cost;
    }
    if (least + (rest?.[Math.min(n, i + reach)] ?? 0) >= bound) return Infinity;
    [before, row] = [row, before];
  }
  return Math.sqrt(before[n]!);
}

/** Time warping of series of one channel and one length, much faster where the same one is measured against many. */
export function warping(window: number): Measure {
  let own: { readonly of: ArrayLike<number>; readonly upper: Float64Array; readonly lower: Float64Array } | undefined;
  return (a, b, limit) => {
    if (a.length !== b.length) return timeWarping(a, b, { window, limit });
    if (own?.of !== a) own = { of: a, ...envelope(a, window) };
    const { upper, lower } = own;
    const rest = new Float64Array(b.length + 1);
    for (let j = b.length - 1; j >= 0; j--) {
      const outside = Math.max(0, b[j]! - upper[j]!, lower[j]! - b[j]!);
      rest[j] = rest[j + 1]! + outside * outside;
    }
    return rest[0]! >= limit * limit ? Infinity : timeWarping(a, b, { window, limit, rest });
  };
}

function envelope(values: ArrayLike<number>, window: number): { upper: Float64Array; lower: Float64Array } {
  const upper = new Float64Array(values.length).fill(-Infinity);
  const lower = new Float64Array(values.length).fill(Infinity);
  for (let i = 0; i < values.length; i++)
    for (let j = Math.max(0, i - window); j <= Math.min(values.length - 1, i + window); j++) {
      upper[i] = Math.max(upper[i]!, values[j]!);
      lower[i] = Math.min(lower[i]!, values[j]!);
    }
  return { upper, lower };
}

/** Euclidean distance of two series of one length; gives up where it would not be below `limit`. */
export function straight(a: ArrayLike<number>, b: ArrayLike<number>, limit: number = Infinity): number {
  const bound = limit * limit;
  let sum = 0;
  for (let i = 0; i < a.length; i++) {
    sum += (a[i]! - b[i]!) ** 2;
    if (sum >= bound) return Infinity;
  }
  return Math.sqrt(sum);
}

export interface Labelled {
  readonly label: string;
  readonly values: ArrayLike<number>;
}

type Measure = (a: ArrayLike<number>, b: ArrayLike<number>, limit: number) => number;

/** Share of `probes` whose nearest of `gallery` (themselves left out) is of another class; of equally near ones the first counts. */
export function nearestError(probes: readonly Labelled[], gallery: readonly Labelled[], distance: Measure): number {
  let wrong = 0;
  for (const probe of probes) {
    let [best, label] = [Infinity, ""];
    for (const other of gallery) {
      if (other === probe) continue;
      const measured = distance(probe.values, other.values, best);
      if (measured < best) [best, label] = [measured, other.label];
    }
    if (label !== probe.label) wrong++;
  }
  return wrong / probes.length;
}

/** The window, in shares of the length, 0 to 0.2 in hundredths, with the fewest errors within `training`. */
export function bestWindow(training: readonly Labelled[]): number {
  const length = training[0]!.values.length;
  let [best, least] = [0, Infinity];
  for (let hundredths = 0; hundredths <= 20; hundredths++) {
    const window = Math.ceil((hundredths / 100) * length);
    const error = nearestError(training, training, warping(window));
    if (error < least) [best, least] = [hundredths / 100, error];
  }
  return best;
}
