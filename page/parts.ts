import type { Outcome } from '../lab/outcomes.ts';
import { type Content, type Html, html } from './html.ts';
import type { Tone } from './model.ts';

/** A part of the page with its title. `about` says in a sentence what it shows. */
export const section = (id: string, title: string, about: Content, ...content: readonly Content[]): Html =>
  html`<section id="${id}" aria-labelledby="${id}-title">
<h2 id="${id}-title">${title}</h2>
${about === '' ? '' : html`<p class="about">${about}</p>`}${content}
</section>`;

/** Something wide that scrolls by itself, so that the page does not. By keyboard, too. */
export const wide = (label: string, content: Content): Html =>
  html`<div class="wide" tabindex="0" role="region" aria-label="${label}">${content}</div>`;

/** A moment, in UTC: a file is read in another place and at another time than it was made. */
export const moment = (date: Date): Html => {
  const iso = date.toISOString();
  return html`<time datetime="${iso}">${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC</time>`;
};

const signs: Readonly<Record<Tone, string>> = { good: '✔', bad: '✖', mixed: '●', idle: '○' };

/** The sign of a tone. The words beside it say the same. */
export const sign = (tone: Tone): Html =>
  html`<span class="sign ${tone}" aria-hidden="true">${signs[tone]}</span>`;

/** A word in the colour of its tone. */
export const badge = (tone: Tone, words: string): Html => html`<span class="badge ${tone}">${words}</span>`;

/** How what happened to a resource stands. */
export const toneOf = (outcome: Outcome['outcome']): Tone => {
  if (outcome === 'refused') return 'bad';
  if (outcome === 'kept' || outcome === 'destroyed') return 'mixed';
  return outcome === 'unchanged' ? 'idle' : 'good';
};

/** Something to copy. The page's script puts a button beside it. */
export const copyable = (text: string): Html => html`<pre class="copy"><code>${text}</code></pre>`;

/** A cell of an answer, as a table's. */
export const cell = (text: string | null, isNumber: boolean): Html =>
  text === null
    ? html`<td class="none">NULL</td>`
    : html`<td class="${isNumber ? 'number' : ''}" dir="auto">${text}</td>`;

/** Rows of cells without names, as proofs have them. */
export const bareRows = (rows: readonly (readonly (string | null)[])[]): Html =>
  rows.length === 0
    ? html`<span class="none">no rows</span>`
    : html`<table class="bare"><tbody>${rows.map(
        row => html`<tr>${row.map(text => cell(text, text !== null && /^-?[\d.]+$/.test(text)))}</tr>`,
      )}</tbody></table>`;
