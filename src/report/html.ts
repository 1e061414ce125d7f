// A template tag that escapes: whatever is put into html`...` as a string is text, never markup. Class names and paths come
// from other people's folders, so the one way to put markup in is `raw`, which this folder calls on its own strings only.

const trusted: unique symbol = Symbol("trusted markup");

/** Markup that may stand in the page as it is. The symbol keeps look-alike objects from JSON out. */
export interface Html {
  readonly [trusted]: string;
}

/** What a template takes: strings and numbers are escaped, arrays joined, undefined and false left out. */
export type Content = Html | string | number | undefined | false | readonly Content[];

export function html(strings: TemplateStringsArray, ...values: readonly Content[]): Html {
  return raw(strings.reduce((page, text, i) => page + markup(values[i - 1]) + text));
}

/** Declares `text` to be markup. */
export function raw(text: string): Html {
  return { [trusted]: text };
}

/** The characters that go into the page for `content`. */
export function markup(content: Content): string {
  if (content === undefined || content === false) return "";
  if (typeof content !== "object") return escapeText(String(content));
  return trusted in content ? content[trusted] : content.map(markup).join("");
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Safe as text and within a quoted attribute. */
export function escapeText(text: string): string {
  return printable(text).replace(/[&<>"']/g, (character) => entities[character]!);
}

/** Without control characters and halves of surrogate pairs, which HTML and SVG do not take; U+FFFD stands for them. */
export function printable(text: string): string {
  return text.replace(/[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]|\p{Surrogate}/gu, "\ufffd");
}

/** At most `limit` characters: the middle of a longer text becomes "…", since paths differ at their ends. */
export function shorten(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const head = Math.floor((limit - 1) / 2);
  return `${text.slice(0, head)}…${text.slice(head + 1 - limit)}`;
}
