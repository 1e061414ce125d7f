// Long series made short enough to draw, so that the report's size does not grow with the run's.

/** At most `limit` of the items, evenly spread, first and last included. */
export function every<T>(items: readonly T[], limit: number): readonly T[] {
  if (items.length <= limit) return items;
  return Array.from({ length: limit }, (_, i) => items[Math.round((i * (items.length - 1)) / (limit - 1))]!);
}

/** What a run of points was replaced by. */
export interface Bucket {
  readonly x: number;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** At most `limit` buckets of neighbouring points, each with its last x, and the mean and range of y. */
export function buckets(
  points: readonly { readonly x: number; readonly y: number }[],
  limit: number,
): readonly Bucket[] {
  const size = Math.ceil(points.length / limit);
  const result: Bucket[] = [];
  for (let start = 0; start < points.length; start += size) {
    const members = points.slice(start, start + size);
    let [sum, low, high] = [0, Infinity, -Infinity];
    for (const { y } of members) [sum, low, high] = [sum + y, Math.min(low, y), Math.max(high, y)];
    result.push({ x: members.at(-1)!.x, mean: sum / members.length, low, high });
  }
  return result;
}

/** Points of a curve that move it by a pixel or more, and its last. `pixel` gives a point's place in the drawing. */
export function visible<T>(points: readonly T[], pixel: (point: T) => readonly [number, number]): readonly T[] {
  const result: T[] = [];
  let [lastX, lastY] = [-Infinity, -Infinity];
  points.forEach((point, i) => {
    const [x, y] = pixel(point);
    if (Math.abs(x - lastX) < 1 && Math.abs(y - lastY) < 1 && i < points.length - 1) return;
    result.push(point);
    [lastX, lastY] = [x, y];
  });
  return result;
}
