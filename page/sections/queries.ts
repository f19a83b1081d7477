import { type Html, html } from '../html.ts';
import type { PageModel } from '../model.ts';
import { copyable, section } from '../parts.ts';
import { named, tablesOf } from '../tables.ts';

/** Queries to run here, or to copy. */
export const queries = (model: PageModel, command: (name: string) => string): Html => {
  const { live } = model;
  const [first] = tablesOf(model);
  const names = named(model, 'named-query').map(name => name.slice(name.indexOf('.') + 1));
  const workgroup = `In Athena's console, choose the workgroup ${model.lab.name}.`;
  return section(
    'queries',
    'Queries',
    model.isLocal ? '' : workgroup,
    live?.desk,
    first === undefined
      ? ''
      : html`<h3>From a terminal</h3>${copyable(`${command('query')} "select * from ${first.sqlName.replaceAll('"', '\\"')} limit 10"`)}`,
    live === undefined
      ? names.length === 0
        ? ''
        : html`<h3>Saved in Athena</h3><ul class="names">${names.map(name => html`<li>${name}</li>`)}</ul>`
      : live.saved,
  );
};
