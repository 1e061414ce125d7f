// A reporter for node's test runner that counts: one JSON object `{ passed, failed, skipped: [{ name, file, reason }] }`.
// Suites are not counted, their tests are; a test marked `todo` counts as skipped.

import path from "node:path";

export default async function* tally(events) {
  let passed = 0;
  let failed = 0;
  const skipped = [];
  for await (const { type, data } of events) {
    if (type !== "test:pass" && type !== "test:fail") continue;
    const reason = data.skip ?? data.todo;
    if (reason !== undefined) {
      const file = data.file === undefined ? "?" : path.relative(process.cwd(), data.file);
      skipped.push({ name: data.name, file, reason: typeof reason === "string" ? reason : "no reason given" });
    } else if (data.details.type === "suite") continue;
    else if (type === "test:pass") passed++;
    else failed++;
  }
  yield JSON.stringify({ passed, failed, skipped });
}
