import { type Html, html } from '../html.ts';
import type { PageModel, SavedQuery } from '../model.ts';
import { copyable, section } from '../parts.ts';
import { named, tablesOf } from '../tables.ts';

/** Saved queries, each to open and to copy. */
const saved = (queries: readonly SavedQuery[]): Html =>
  html`${queries.map(
    ({ name, description, sql }) =>
      html`<details><summary>${name}</summary><div>${description === '' ? '' : html`<p dir="auto">${description}</p>`}${copyable(sql)}</div></details>\n`,
  )}`;

/** Queries to run here, or to copy. */
export const queries = (model: PageModel, command: (name: string) => string): Html => {
  const [first] = tablesOf(model);
  const names = named(model, 'named-query').map(name => name.slice(name.indexOf('.') + 1));
  const workgroup = `In Athena's console, choose the workgroup ${model.lab.name}.`;
  const inAthena =
    model.queries === undefined
      ? html`<ul class="names">${names.map(name => html`<li>${name}</li>`)}</ul>`
      : saved(model.queries);
  return section(
    'queries',
    'Queries',
    model.isLocal ? '' : workgroup,
    model.desk?.field,
    first === undefined
      ? ''
      : html`<h3>From a terminal</h3>${copyable(`${command('query')} "select * from ${first.sqlName.replaceAll('"', '\\"')} limit 10"`)}`,
    (model.queries ?? names).length === 0 ? '' : html`<h3>Saved in Athena</h3>${inAthena}`,
  );
};
