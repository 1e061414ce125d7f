// A vocabulary of words: those that occur twice in the training texts, the most frequent first. All others are one, "unknown", which is
// thereby learned too: from the words that occur once.

import { countWords } from "./count-words.js";
import type { NormaliseOptions } from "./normalise.js";
import { type TokenizerJson, tokenizerJson, unknownToken, vocabularyOf } from "./tokenizer-json.js";

/** Fewest times that a word must occur. */
const leastCount = 2;

/** A tokenizer.json with at most `vocabulary` ids. */
export function wordTokenizer(
  texts: readonly string[],
  vocabulary: number,
  options: NormaliseOptions,
): { readonly vocabulary: number; readonly tokenizer: TokenizerJson } {
  const frequent = countWords(texts, options).filter(([, count]) => count >= leastCount);
  const vocab = vocabularyOf(frequent.slice(0, vocabulary - 2).map(([word]) => word));
  // Pieces of words would begin with a sign that no word holds beside letters, so that only whole words are found.
  const model = {
    ...{ type: "WordPiece", unk_token: unknownToken, continuing_subword_prefix: "##", max_input_chars_per_word: 100 },
    vocab,
  };
  return { vocabulary: Object.keys(vocab).length, tokenizer: tokenizerJson(model, options) };
}
