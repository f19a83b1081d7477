import { count } from '../../lab/words/units.ts';
import { type Html, html } from '../html.ts';
import type { Answer } from '../model.ts';
import { cell, wide } from '../parts.ts';

const numeric = /^(tinyint|smallint|int|integer|bigint|float|real|double|decimal)\b/;

/** Whether values of a type stand to the right. */
const isNumeric = (type: string): boolean => numeric.test(type);

/** An answer of Athena as a table. */
export const answerTable = (label: string, { columns, rows, total }: Answer): Html => html`${wide(
  label,
  html`<table class="answer">
<thead><tr>${columns.map(
    ({ name, type }) =>
      html`<th scope="col" class="${isNumeric(type) ? 'number' : ''}">${name}<small>${type}</small></th>`,
  )}</tr></thead>
<tbody>${rows.map(
    row => html`<tr>${columns.map(({ type }, index) => cell(row[index] ?? null, isNumeric(type)))}</tr>\n`,
  )}</tbody>
</table>`,
)}
${rows.length < total ? html`<p class="about">The first ${count(rows.length)} of ${count(total)} rows.</p>` : ''}`;
