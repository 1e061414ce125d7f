// How a text is brought to one form before it is taken apart: Unicode NFKC (full-width letters, ligatures and the like become
// plain ones), lower case where wanted, every run of white space one blank, none at either end.

export interface NormaliseOptions {
  /** Whether capital letters become small ones. */
  readonly lowercase: boolean;
}

export function normaliseText(text: string, { lowercase }: NormaliseOptions): string {
  const plain = text.normalize("NFKC");
  return (lowercase ? plain.toLowerCase() : plain).replace(/\s+/gu, " ").trim();
}

/** Words and single signs, in order: runs of letters, marks, digits and underscores; anything else that is no blank by itself. */
export const wordPattern = "[\\p{L}\\p{M}\\p{N}_]+|[^\\s\\p{L}\\p{M}\\p{N}_]";

const words = new RegExp(wordPattern, "gu");

/** The words of a text that has been normalised. */
export function wordsOf(text: string): string[] {
  return text.match(words) ?? [];
}
