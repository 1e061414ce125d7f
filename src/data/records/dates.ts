// Dates and times as tables have them, as days since 1970 in universal time, with a fraction for the time of day.
//
//   2004-07-31   2004/07/31T12:30:05Z   31.07.2004   31/07/2004   07/31/2004   31 Jul 2004   July 31, 2004
//
// Of two numbers before a year the column says which is the day; a point between them says that it is the first.

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const time = String.raw`(?:[T ,]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?)?`;
const yearFirst = new RegExp(String.raw`^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})${time}$`, "i");
const yearLast = new RegExp(String.raw`^(\d{1,2})([-/.])(\d{1,2})[-/.](\d{4})${time}$`, "i");
const dayAndName = new RegExp(String.raw`^(\d{1,2})[ -]([a-z]{3})[a-z]*[ ,-]+(\d{4})${time}$`, "i");
const nameAndDay = new RegExp(String.raw`^([a-z]{3})[a-z]*\.? (\d{1,2}),? (\d{4})${time}$`, "i");

/** Days since 1970, or undefined where the cell holds no date. */
export function readDate(cell: string, dayFirst: boolean): number | undefined {
  const text = cell.trim();
  const year = yearFirst.exec(text);
  if (year) return daysOf([year[1]!, Number(year[2]), year[3]!], year.slice(4));
  const last = yearLast.exec(text);
  if (last) {
    const [, first, separator, second, years] = last;
    const [day, month] = dayFirst || separator === "." ? [first!, second!] : [second!, first!];
    return daysOf([years!, Number(month), day], last.slice(5));
  }
  const named = dayAndName.exec(text);
  if (named) return daysOf([named[3]!, monthOf(named[2]!), named[1]!], named.slice(4));
  const american = nameAndDay.exec(text);
  return american ? daysOf([american[3]!, monthOf(american[1]!), american[2]!], american.slice(4)) : undefined;
}

/** Whether, of two numbers before a year, the first is the day: it is where one of them is above 12, unless a second one is. */
export function isDayFirst(cells: Iterable<string>): boolean {
  for (const cell of cells) {
    const [, first, , second] = yearLast.exec(cell.trim()) ?? [];
    if (Number(first) > 12) return true;
    if (Number(second) > 12) return false;
  }
  return false;
}

function monthOf(name: string): number {
  return months.indexOf(name.toLowerCase()) + 1;
}

function daysOf(
  [year, month, day]: readonly [string, number, string],
  [hours = "0", minutes = "0", seconds = "0", zone = "Z"]: readonly (string | undefined)[],
): number | undefined {
  const ms = Date.UTC(Number(year), month - 1, Number(day), Number(hours), Number(minutes), Number(seconds));
  const made = new Date(ms);
  // The 31st of a month of 30 days would be the first of the next.
  if (month < 1 || made.getUTCMonth() !== month - 1 || Number(hours) > 24 || Number(minutes) > 59) return undefined;
  const [, sign, zoneHours, zoneMinutes] = /^([+-])(\d{2}):?(\d{2})$/.exec(zone) ?? [];
  const offset = sign === undefined ? 0 : (Number(zoneHours) * 60 + Number(zoneMinutes)) * (sign === "-" ? -1 : 1);
  return (ms / 60_000 - offset) / 1440;
}
