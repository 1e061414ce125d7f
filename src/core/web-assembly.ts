// The part of the global `WebAssembly` that is used here. Browsers and Node.js have it; TypeScript declares it for browsers.

export interface Memory {
  readonly buffer: ArrayBuffer;
}

interface WebAssemblyApi {
  readonly Memory: new (size: { readonly initial: number }) => Memory;
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => object;
  readonly Instance: new (
    module: object,
    imports: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
  ) => { readonly exports: Readonly<Record<string, unknown>> };
}

export const webAssembly: WebAssemblyApi = (globalThis as unknown as { readonly WebAssembly: WebAssemblyApi })
  .WebAssembly;

/** Bytes in a page of memory, and in a memory at most: addresses have 32 bits, in most browsers half of them can be used. */
const PAGE = 65536;
const MOST = 2 ** 31;

/** A memory of so many bytes, zeros; undefined where it cannot be had. */
export function memoryOf(bytes: number): Memory | undefined {
  if (bytes > MOST) return undefined;
  try {
    return new webAssembly.Memory({ initial: Math.ceil(bytes / PAGE) });
  } catch {
    return undefined;
  }
}
