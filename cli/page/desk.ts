import { counted } from '../../lab/words/units.ts';
import { type Html, html } from '../../page/html.ts';
import type { Answer, Desk } from '../../page/model.ts';
import { answerTable } from '../../page/sections/answer-table.ts';

/** What was asked on the page, and what came of it. */
export interface Answered {
  readonly sql: string;
  readonly answer?: Answer;
  /** A picture of the answer. */
  readonly chart?: Html;
  /** Why there is no answer. */
  readonly problem?: string;
  /** `sor.tbl_x`: the table whose first rows were asked for. */
  readonly opened?: string;
}

const result = ({ answer, chart, problem }: Answered): Html | '' => {
  if (problem !== undefined)
    return html`<p class="text bad" id="answer" role="alert" dir="auto">${problem}</p>`;
  if (answer === undefined) return '';
  const size = counted(answer.total, 'row');
  return html`<div id="answer"><h3>${answer.columns.length === 0 ? 'Done.' : `Answer: ${size}`}</h3>${chart ?? ''}
${answer.columns.length === 0 ? '' : answerTable('Answer', answer)}</div>`;
};

/**
 * A field for a query, with the answer to the last one.
 * @param price what a query costs, in a sentence
 */
export const deskOf = (price: string, answered: Answered): Desk => ({
  price,
  opened: answered.opened,
  field: html`<form method="post" action="query#answer" id="desk">
<label for="sql">A query in Athena's SQL</label>
<textarea id="sql" name="sql" rows="4" spellcheck="false" autocapitalize="off" autocomplete="off" aria-describedby="price">${answered.sql}</textarea>
<button type="submit">Run</button> <small id="price">${price}</small>
</form>${result(answered)}`,
});
