// Commands to copy: words quoted where a shell would take them apart.

/** `kindred train 'my faces' --resume`. */
export function commandLine(...words: readonly string[]): string {
  return ["kindred", ...words.map(quoted)].join(" ");
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
