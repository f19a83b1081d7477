import { counted } from '../../lab/words/units.ts';
import { type Html, html } from '../html.ts';
import { answerTable } from './answer-table.ts';
import type { Desk } from './extras.ts';

const answered = ({ answer, chart, problem }: Desk): Html | '' => {
  if (problem !== undefined)
    return html`<p class="text bad" id="answer" role="alert" dir="auto">${problem}</p>`;
  if (answer === undefined) return '';
  const size = counted(answer.total, 'row');
  return html`<div id="answer"><h3>${answer.columns.length === 0 ? 'Done.' : `Answer: ${size}`}</h3>${chart ?? ''}
${answer.columns.length === 0 ? '' : answerTable('Answer', answer)}</div>`;
};

/** A field for a query, and the answer to the last one. */
export const queryField = (desk: Desk): Html => html`<form method="post" action="query#answer" id="desk">
<label for="sql">A query in Athena's SQL</label>
<textarea id="sql" name="sql" rows="4" spellcheck="false" autocapitalize="off" autocomplete="off" aria-describedby="price">${desk.sql}</textarea>
<button type="submit">Run</button> <small id="price">${desk.price}</small>
</form>${answered(desk)}`;
