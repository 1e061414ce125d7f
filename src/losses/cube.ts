// Losses that look at every triplet by itself need tensors of N x N x N numbers, about ten of them with the gradient: bounded
// here, so that a large batch is refused with advice and does not exhaust the machine.

import { check } from "../core/errors.js";

/** Most rows of a batch that is compared with itself: a tensor of all triplets then takes 131 MB. */
const mostRows = 320;

/**
 * Throws INVALID_OPTION where N anchors and R rows to compare them with have too many triplets to look at each. `advice` says what
 * else will do.
 */
export function checkCube(where: string, [count, width]: readonly [number, number], advice: string): void {
  const numbers = count * width * width;
  check(numbers <= mostRows ** 3, "INVALID_OPTION", () => {
    const size = `${count} x ${width} x ${width} numbers, ${((4 * numbers) / 1e9).toFixed(2)} GB each time`;
    return `${where}: too many triplets to look at each (${size}); batches may have ${mostRows} rows; ${advice}`;
  });
}
