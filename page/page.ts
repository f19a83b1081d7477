import { createHash } from 'node:crypto';
import { commandWords } from '../lab/words/command-words.ts';
import { type Html, html } from './html.ts';
import type { PageModel } from './model.ts';
import { moment, section } from './parts.ts';
import { picture } from './picture.ts';
import { script } from './script.ts';
import { changes } from './sections/changes.ts';
import { health, healthOf } from './sections/health.ts';
import { links } from './sections/links.ts';
import { proofs } from './sections/proofs.ts';
import { queries } from './sections/queries.ts';
import { runList } from './sections/run-list.ts';
import { tableList } from './sections/table-list.ts';
import { durations } from './sections/times.ts';
import { style } from './style.ts';
import { trusted } from './trusted.ts';

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** The page may use its own style and script, send its own form, and nothing else: no address, no image, no frame. */
export const contentPolicy = [
  "default-src 'none'",
  `style-src ${hashOf(style)}`,
  `script-src ${hashOf(script)}`,
  "form-action 'self'",
  "base-uri 'none'",
].join('; ');

/** What a file must begin with for Daybreak to overwrite it. */
export const pageMark = '<!doctype html>\n<!-- Daybreak: a lab on one page -->\n';

/** Nothing to say about a lab without tables or jobs. */
const way = (model: PageModel): Html =>
  (model.report?.outcomes.length ?? 0) === 0 && (model.catalog?.length ?? 0) === 0
    ? section('way', 'How the data flows', 'Its picture appears once a run has built the lab.')
    : section('way', 'How the data flows', '', picture(model));

const contents = [
  ['health', 'How it is'],
  ['way', 'How the data flows'],
  ['queries', 'Queries'],
  ['tables', 'Tables'],
  ['changes', 'What changed'],
  ['proofs', 'Proofs'],
  ['durations', 'Durations'],
  ['runs', 'Runs'],
  ['links', 'In the console'],
] as const;

/**
 * A lab on one page: one HTML document that needs nothing else, not even a network. It can be read without JavaScript;
 * what that adds is buttons that copy.
 */
export const pageOf = (model: PageModel): string => {
  const { lab, madeAt, report } = model;
  const { sentence } = healthOf(model);
  const command = commandWords(lab, model.isLocal);
  const page = html`<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${contentPolicy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="same-origin">
<title>${sentence}</title>
<style>${trusted(style)}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header><svg class="logo" viewBox="0 0 32 20" aria-hidden="true"><path d="M6 18a10 10 0 0 1 20 0Z"/><path class="rays" d="M16 1v4M4 6l3 3M28 6l-3 3M1 18.5h30"/></svg>
<p><strong>Daybreak</strong> <span>lab ${lab.name}</span></p></header>
<nav aria-label="On this page"><ul>${contents.map(([id, title]) => html`<li><a href="#${id}">${title}</a></li>`)}</ul></nav>
<main id="main">
${health(model, command)}
${way(model)}
${queries(model, command)}
${tableList(model, command)}
${changes(model)}
${proofs(model)}
${durations(model)}
${runList(model, command)}
${links(model)}
</main>
<footer><p>Made ${moment(madeAt)} by Daybreak${report === undefined ? '' : html` from the report of ${report.execution.name}`}. Times are UTC.</p></footer>
<script>${trusted(script)}</script>
</body>
</html>
`;
  return `${pageMark}${page}`;
};
