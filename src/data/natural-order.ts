// The order in which people count: `s2` before `s10`, `anna/3.png` before `anna/12.png`, a folder's content before its
// longer-named neighbour's. The same on every machine: no locale takes part.

/** Compares two paths for `sort`: runs of digits by value, `/` before anything else, other characters by code unit. */
export function naturalOrder(a: string, b: string): number {
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    if (isDigit(a, i) && isDigit(b, j)) {
      const left = endOfDigits(a, i);
      const right = endOfDigits(b, j);
      const order = compareNumbers(a.slice(i, left), b.slice(j, right));
      if (order !== 0) return order;
      i = left;
      j = right;
    } else {
      const order = rank(a, i++) - rank(b, j++);
      if (order !== 0) return order;
    }
  }
  const order = a.length - i - (b.length - j);
  // "01" and "1" are equal up to here; plain order makes the sort total.
  return order !== 0 ? order : a < b ? -1 : Number(a > b);
}

function isDigit(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 48 && code <= 57;
}

function endOfDigits(text: string, from: number): number {
  let end = from;
  while (end < text.length && isDigit(text, end)) end++;
  return end;
}

/** Digits of any length, as numbers: without leading zeros the longer one is larger. */
function compareNumbers(a: string, b: string): number {
  const left = a.replace(/^0+/, "");
  const right = b.replace(/^0+/, "");
  return left.length - right.length || (left < right ? -1 : Number(left > right));
}

function rank(text: string, at: number): number {
  return text[at] === "/" ? -1 : text.charCodeAt(at);
}
