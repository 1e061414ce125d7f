// A disk that fills up: lets some writes through and fails the others as the system does, half of them done.

import fs from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import type { TestContext } from "node:test";

export interface FullDiskOptions {
  /** Writes that still fit, among those to files whose path contains `name`. */
  readonly fitting: number;
  /** @defaultValue every file */
  readonly name?: string;
  /** @defaultValue "ENOSPC" */
  readonly code?: string;
}

/** Until the test ends, or the returned function is called. */
export function fillDisk(t: TestContext, { fitting, name = "", code = "ENOSPC" }: FullDiskOptions): () => void {
  const open = fs.open.bind(fs);
  let writes = 0;
  t.mock.method(fs, "open", async (...args: Parameters<typeof fs.open>) => {
    const handle = await open(...args);
    if (!String(args[0]).includes(name)) return handle;
    const write = handle.writeFile.bind(handle);
    handle.writeFile = async (...data) => {
      if (writes++ < fitting) return write(...data);
      await write(Buffer.from("hal"));
      throw Object.assign(new Error(`${code}: no space left on device, write`), { code });
    };
    return handle;
  });
  syncBuiltinESMExports();
  const restore = (): void => {
    t.mock.restoreAll();
    syncBuiltinESMExports();
  };
  t.after(restore);
  return restore;
}
