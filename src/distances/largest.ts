/** The largest of `values`, or 0 where there is none. `Math.max(...values)` runs out of stack for long arrays. */
export function largest(values: ArrayLike<number>): number {
  let result = 0;
  for (let i = 0; i < values.length; i++) result = Math.max(result, values[i]!);
  return result;
}
