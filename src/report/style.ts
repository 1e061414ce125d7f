// The report's style sheet: one column, charts side by side where there is room, light and dark by the reader's setting.
//
// --same and --different are a blue and an orange that keep apart for colour-blind readers, at 3:1 or more against the page;
// the chart adds a second sign (dashes, shapes, words) wherever a colour says something.

const light = `color-scheme: light; --page: #fbfaf8; --card: #ffffff; --ink: #1d1c1a; --quiet: #5d5a54; --faint: #8f8b83;
  --line: #e3e0da; --same: #1f66c9; --different: #c4570a; --right: #1b7340; --wrong: #b3261e; --warn: #fdf3dc; --warn-line: #d9a21b;
  --class-0: #1f66c9; --class-1: #d9680f; --class-2: #17897a; --class-3: #b5379b; --class-4: #94790a; --class-5: #6a4bc4; --class-6: #4b8a1e; --class-7: #c8323c;`;

const dark = `color-scheme: dark; --page: #171716; --card: #20201e; --ink: #f0eee8; --quiet: #b0aca3; --faint: #85817a;
  --line: #383632; --same: #6fa8ff; --different: #f0944d; --right: #6cc98f; --wrong: #ff8a80; --warn: #332a14; --warn-line: #b98a1c;
  --class-0: #6fa8ff; --class-1: #f0944d; --class-2: #4cc7b5; --class-3: #ea84d5; --class-4: #d8bd45; --class-5: #ab92ff; --class-6: #93cf62; --class-7: #ff7d85;`;

const page = `
*, ::before, ::after { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", sans-serif; }
header, main, footer { max-width: 1080px; margin: 0 auto; padding: 0 20px; }
header { padding-top: 36px; }
h1 { font-size: 30px; line-height: 1.2; margin: 0 0 4px; overflow-wrap: anywhere; }
h2 { font-size: 21px; margin: 0 0 12px; }
h3 { font-size: 16px; margin: 0 0 4px; }
p { max-width: 70ch; margin: 0 0 12px; }
a { color: var(--same); }
a:focus-visible, summary:focus-visible, .scroll:focus-visible { outline: 3px solid var(--same); outline-offset: 2px; }
nav ul { display: flex; flex-wrap: wrap; gap: 4px 18px; list-style: none; margin: 16px 0 0; padding: 10px 0; border-block: 1px solid var(--line); }
section { padding: 30px 0 10px; }
section + section { border-top: 1px solid var(--line); }
footer { padding-block: 24px 48px; font-size: 14px; color: var(--quiet); }
.quiet, .absent { color: var(--quiet); }
.absent { font-style: italic; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.skip:not(:focus) { position: absolute; left: -999em; }
bdi { overflow-wrap: anywhere; }
dl, dd { margin: 0; }
code { font: 13px/1.5 ui-monospace, "Liberation Mono", monospace; overflow-wrap: anywhere; }
.warnings { border: 1px solid var(--warn-line); border-left-width: 6px; background: var(--warn); border-radius: 8px; padding: 16px 20px 6px; margin-top: 24px; overflow-wrap: anywhere; }
.warnings + section { border-top: 0; }
`;

const parts = `
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 300px), 1fr)); gap: 8px 32px; margin-bottom: 18px; }
.facts div { display: grid; grid-template-columns: 110px 1fr; gap: 12px; }
.facts dt { color: var(--quiet); }
.tiles { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 215px), 1fr)); gap: 12px; margin-bottom: 16px; }
.tiles div { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 12px 14px; font-size: 14px; }
.tiles dt { font-weight: 600; }
.tiles .value { font-size: 28px; line-height: 1.25; font-weight: 650; font-variant-numeric: tabular-nums; }
.tiles .meaning { color: var(--quiet); font-size: 13px; line-height: 1.4; margin-top: 6px; }
.charts { display: grid; margin-bottom: 16px; grid-template-columns: repeat(auto-fit, minmax(min(100%, 400px), 1fr)); gap: 18px; }
.narrow { max-width: 520px; }
.wide { max-width: 780px; margin-bottom: 16px; }
.chart { margin: 0; background: var(--card); --page: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 14px 16px; min-width: 0; }
.drawing { display: block; width: 100%; max-width: 560px; height: auto; margin: 0 auto; overflow: visible; color: var(--quiet); font-family: inherit; }
.wide .drawing { max-width: none; }
figcaption { margin-top: 8px; font-size: 13.5px; line-height: 1.45; color: var(--quiet); max-width: 70ch; }
details { margin-top: 8px; font-size: 14px; }
summary { cursor: pointer; color: var(--same); width: fit-content; }
.scroll { overflow-x: auto; }
.scroll + p { margin-top: 12px; }
.wide .scroll { padding-bottom: 4px; }
table { border-collapse: collapse; font-size: 13.5px; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: 3px 18px 3px 0; border-bottom: 1px solid var(--line); vertical-align: top; }
.key { display: flex; flex-wrap: wrap; align-items: center; gap: 2px 14px; list-style: none; margin: 0 0 8px; padding: 0; font-size: 13.5px; }
.key li, .entry { display: flex; align-items: center; gap: 5px; }
.key li svg { width: 14px; height: 14px; flex: none; }
.swatch { display: inline-block; width: 22px; height: 12px; border: 2px solid; }
.swatch.same { border-color: var(--same); background: color-mix(in srgb, var(--same) 30%, transparent); }
.swatch.different { border-color: var(--different); border-style: dashed; background: color-mix(in srgb, var(--different) 25%, transparent); }
`;

const items = `
.cards, .probes, .probe ol { list-style: none; margin: 0; padding: 0; }
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(160px, 1fr)); gap: 12px; margin-bottom: 26px; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 8px; display: flex; flex-direction: column; gap: 2px; font-size: 13px; line-height: 1.35; min-width: 0; }
.pair { display: flex; gap: 6px; margin-bottom: 4px; }
.pair > * { flex: 1 1 0; min-width: 0; }
.tile { width: 100%; aspect-ratio: 1; object-fit: contain; border-radius: 4px; background: color-mix(in srgb, var(--ink) 7%, transparent); }
.tile.text { aspect-ratio: auto; padding: 6px 8px; margin-bottom: 2px; }
.pair:has(.text) { flex-direction: column; }
.measure { font-variant-numeric: tabular-nums; }
.mark { font-weight: 600; }
.mark.right { color: var(--right); }
.mark.wrong { color: var(--wrong); }
.id { color: var(--quiet); font-size: 12px; }
.class { font-weight: 600; }
.probe { display: grid; grid-template-columns: 136px 1fr; gap: 18px; padding: 10px 0; }
.probe + .probe { border-top: 1px solid var(--line); }
.probe ol { display: grid; grid-template-columns: repeat(5, minmax(0, 136px)); gap: 10px; }
.of-probe { border-width: 2px; border-color: var(--ink); }
.card.wrong { border: 2px dashed var(--wrong); }
.card.right { border: 2px solid color-mix(in srgb, var(--right) 55%, transparent); }
@media (max-width: 720px) {
  header, main, footer { padding-inline: 14px; }
  h1 { font-size: 25px; }
  .tiles { grid-template-columns: repeat(2, minmax(0, 1fr)); }
  .chart { padding: 12px 10px; }
  .cards { grid-template-columns: repeat(2, minmax(0, 1fr)); }
  .probe { grid-template-columns: repeat(3, minmax(0, 1fr)); gap: 8px; }
  .probe ol { display: contents; }
  .wide .scroll .drawing { min-width: 540px; }
}
@media print {
  .chart, .card, .tiles div { break-inside: avoid; }
  nav { display: none; }
}
`;

export const style: string = [
  `:root { ${light} }`,
  `@media (prefers-color-scheme: dark) { :root { ${dark} } }`,
  `@media print { :root { ${light} } }`,
  page,
  parts,
  items,
].join("\n");
