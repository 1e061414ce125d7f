// One line of a separated file as cells (RFC 4180 quoting, but no line ends within quotes), without outer whitespace.

/** The cells, or undefined where a quote is left open. */
export function separatedLine(line: string, delimiter: string): string[] | undefined {
  if (!line.includes('"')) return line.split(delimiter).map((cell) => cell.trim());
  const cells: string[] = [];
  let at = 0;
  while (at <= line.length) {
    while (line[at] === " ") at++;
    if (line[at] !== '"') {
      const end = endOf(line, delimiter, at);
      cells.push(line.slice(at, end).trim());
      at = end + 1;
      continue;
    }
    let text = "";
    for (at++; ; at++) {
      if (at >= line.length) return undefined;
      if (line[at] !== '"') text += line[at];
      else if (line[at + 1] === '"') text += line[at++];
      else break;
    }
    cells.push(text.trim());
    at = endOf(line, delimiter, at) + 1;
  }
  return cells;
}

function endOf(line: string, delimiter: string, from: number): number {
  const end = line.indexOf(delimiter, from);
  return end < 0 ? line.length : end;
}
