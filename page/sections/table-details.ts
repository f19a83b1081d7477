import { type Html, html } from '../html.ts';
import type { CatalogTable, Desk } from '../model.ts';
import { wide } from '../parts.ts';
import { answerTable } from './answer-table.ts';

const columnTable = ({ key, columns, description }: CatalogTable): Html => html`
${description === '' ? '' : html`<p dir="auto">${description}</p>`}
${wide(
  `Columns of ${key}`,
  html`<table><thead><tr><th scope="col">Column</th><th scope="col">Type</th><th scope="col">Comment</th></tr></thead>
<tbody>${columns.map(
    ({ name: column, type, comment, isPartitionKey }) =>
      html`<tr><th scope="row">${column}</th><td><code>${type}</code>${isPartitionKey ? ' (partition key)' : ''}</td><td dir="auto">${comment}</td></tr>\n`,
  )}</tbody></table>`,
)}`;

const firstRows = ({ key, firstRows: rows }: CatalogTable, desk: Desk | undefined): Html => html`
${rows === undefined ? '' : answerTable(`First rows of ${key}`, rows)}
${
  desk === undefined
    ? ''
    : html`<form method="post" action="rows"><input type="hidden" name="table" value="${key}">
<button type="submit">${rows === undefined ? 'Show the first rows' : 'Read the first rows again'}</button> <small>${desk.price}</small></form>`
}`;

/** What the catalog says about a table's columns, and its first rows: there, or to ask for. */
export const tableDetails = (table: CatalogTable, desk: Desk | undefined): Html =>
  html`${columnTable(table)}${firstRows(table, desk)}`;
