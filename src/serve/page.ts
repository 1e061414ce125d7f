// The page at /: every route with its schemas, and every error, readable without a script and without anything from elsewhere.

import { createHash } from "node:crypto";
import { catalogue } from "../core/errors.js";
import { version } from "../core/version.js";
import type { Route, TextAnswer } from "./route.js";

/** @param description - as openApi() makes it */
export function documentationPage(routes: readonly Route[], description: object): TextAnswer {
  const text = pageText(routes, description);
  // The page's own style, and nothing else.
  const hash = createHash("sha256").update(style).digest("base64");
  const policy = `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
  return { contentType: "text/html; charset=utf-8", text, headers: { "content-security-policy": policy } };
}

function pageText(routes: readonly Route[], description: object): string {
  const { paths } = description as { readonly paths: Readonly<Record<string, Readonly<Record<string, object>>>> };
  const sections = routes.map((route) => section(route, paths[route.path]![route.method.toLowerCase()]!));
  const errors = Object.entries(catalogue).map(
    ([code, { status, summary }]) =>
      `<tr id="${code}"><td>${code}</td><td>${status}</td><td>${escaped(summary)}</td></tr>`,
  );
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Kindred service</title>
<style>${style}</style>
<h1>Kindred <small>${version}</small></h1>
<p>The same for programs: <a href="/openapi.json">openapi.json</a> (OpenAPI 3.1). Tokens go into
<code>Authorization: Bearer TOKEN</code>.</p>
${sections.join("\n")}
<h2>Errors</h2>
<p>As <code>application/problem+json</code>, with one of these codes.</p>
<table><tr><th>code<th>status<th></tr>${errors.join("")}</table>
</html>
`;
}

function section({ method, path, summary, description = "", scope }: Route, operation: object): string {
  const { parameters, requestBody, responses } = operation as Readonly<Record<string, object | undefined>>;
  const parts = Object.entries({ parameters, "request body": requestBody, answers: responses })
    .filter(([, value]) => value !== undefined)
    .map(
      ([name, value]) =>
        `<details><summary>${name}</summary><pre>${escaped(JSON.stringify(value, null, 2))}</pre></details>`,
    );
  return `<section>
<h2><b>${method}</b> ${escaped(path)}</h2>
<p>${escaped(summary)}. ${escaped(description)} ${scope === "open" ? "Open to all." : `Scope: <code>${scope}</code>.`}</p>
${parts.join("\n")}
</section>`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}

const style = `
body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#222;background:#fff}
h2{font-size:1.1rem;margin:2rem 0 .3rem}h2 b{display:inline-block;min-width:4.5rem;color:#0a6}
small{font-weight:normal;color:#666}pre{overflow:auto;background:#f4f4f4;padding:.8rem;font-size:.85rem}
table{border-collapse:collapse}td,th{text-align:left;padding:.2rem .8rem .2rem 0;vertical-align:top}
summary{cursor:pointer;color:#666}tr:target{background:#ffd}
@media(prefers-color-scheme:dark){body{color:#ddd;background:#181818}pre{background:#262626}tr:target{background:#443}a{color:#8cf}}`;
