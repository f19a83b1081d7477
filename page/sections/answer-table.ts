import { isNumericType } from '../../lab/numeric-type.ts';
import { count } from '../../lab/words/units.ts';
import { type Html, html } from '../html.ts';
import type { Answer } from '../model.ts';
import { cell, wide } from '../parts.ts';

/** An answer of Athena as a table. */
export const answerTable = (label: string, { columns, rows, total }: Answer): Html => html`${wide(
  label,
  html`<table class="answer">
<thead><tr>${columns.map(
    ({ name, type }) =>
      html`<th scope="col" class="${isNumericType(type) ? 'number' : ''}">${name}<small>${type}</small></th>`,
  )}</tr></thead>
<tbody>${rows.map(
    row =>
      html`<tr>${columns.map(({ type }, index) => cell(row[index] ?? null, isNumericType(type)))}</tr>\n`,
  )}</tbody>
</table>`,
)}
${rows.length < total ? html`<p class="about">The first ${count(rows.length)} of ${count(total)} rows.</p>` : ''}`;
