// Texts as bytes: id = byte of the UTF-8 + 1, so that 0 is free for padding.

/** Number of ids. */
export const byteVocabulary = 257;

const utf8 = new TextEncoder();

/** Ids of a text that has been normalised. */
export function byteTokens(text: string): Int32Array {
  return Int32Array.from(utf8.encode(text), (byte) => byte + 1);
}
