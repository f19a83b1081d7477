import { zones } from '../../lab/names.ts';
import { bytes, count, counted } from '../../lab/words/units.ts';
import { copiedWords } from '../../lab/words/words.ts';
import { type Html, html } from '../html.ts';
import type { PageModel, Tone } from '../model.ts';
import { badge, copyable, moment, section, sign, toneOf } from '../parts.ts';
import { type PageTable, rowsOf, tablesOf, zoneTitles } from '../tables.ts';
import { tableDetails } from './table-details.ts';

const toneOfTable = ({ outcome, dataset, proof }: PageTable): Tone => {
  if (proof?.passed === false || outcome?.outcome === 'refused' || dataset?.outcome === 'refused')
    return 'bad';
  if (outcome?.outcome === 'kept' || dataset?.outcome === 'kept') return 'mixed';
  return outcome === undefined ? 'idle' : 'good';
};

const counting = ({ proof }: PageTable): Html | '' => {
  if (proof === undefined) return '';
  const { passed, provenAt, expected, error, note } = proof;
  const wanted = expected[0]?.[0];
  const at = Number.isNaN(Date.parse(provenAt)) ? '' : html`, ${moment(new Date(provenAt))}`;
  return html`<li>${sign(passed ? 'good' : 'bad')} Rows counted${at}${
    passed ? '' : html`: ${error ?? `expected ${wanted ?? 'none'}, found ${proof.actual[0]?.[0] ?? 'none'}`}`
  }${note === undefined ? '' : html`; ${note}`}</li>`;
};

/** What the run did with it, in words. */
const story = (table: PageTable): Html => html`<ul class="story">
${
  table.outcome === undefined
    ? html`<li>In the catalog; the last report does not name it.</li>`
    : html`<li>Table: ${badge(toneOf(table.outcome.outcome), table.outcome.outcome)}</li>`
}
${
  table.dataset === undefined
    ? html`<li>The seed has no file for it: a job or a query fills it.</li>`
    : html`<li>Files: ${badge(toneOf(table.dataset.outcome), table.dataset.outcome)}${table.files === undefined ? '' : `, ${copiedWords(table.files, false)}`}</li>`
}
${counting(table)}
</ul>`;

/** What the catalog says of it; nothing if that is not known. */
const details = ({ catalog, moreTables, desk }: PageModel, key: string): Html | undefined => {
  const found = catalog?.find(table => table.key === key);
  if (found !== undefined) return tableDetails(found, desk);
  return catalog === undefined || moreTables === true
    ? undefined
    : html`<p class="about">It is not in the catalog.</p>`;
};

const one = (model: PageModel, table: PageTable): Html => {
  const { key, name, sqlName, files } = table;
  const rows = rowsOf(table);
  return html`<details id="table-${key}"${model.desk?.opened === key ? html` open` : ''}>
<summary>${sign(toneOfTable(table))} <span class="what">${name}</span>
<span class="size">${rows === undefined ? '' : counted(rows, 'row')}</span>
<span class="size">${files === undefined ? '' : bytes(files.bytes)}</span></summary>
<div>${story(table)}
${details(model, key)}
${copyable(`select * from ${sqlName} limit 10`)}</div>
</details>\n`;
};

const about = (
  { catalog, moreTables, report }: PageModel,
  command: (name: string) => string,
  size: number,
): Html | string => {
  if (size === 0)
    return report === undefined
      ? 'No run has reported any tables.'
      : 'The last run did not create or find any tables.';
  return catalog === undefined
    ? html`Their columns could not be read from the catalog. To see them: <code>${command('open')}</code>`
    : `${counted(size, 'table')}, with what the catalog says about their columns.${moreTables === true ? ' The catalog has more tables than this page has room for.' : ''}`;
};

/** Tables by zone, each to open. */
export const tableList = (model: PageModel, command: (name: string) => string): Html => {
  const tables = tablesOf(model);
  const lists = zones.map(zone => {
    const those = tables.filter(table => table.zone === zone);
    if (those.length === 0) return '';
    const { title, meaning } = zoneTitles[zone];
    return html`<h3>${title} <small>${meaning}; ${count(those.length)}</small></h3><div class="tables">${those.map(table => one(model, table))}</div>`;
  });
  return section('tables', 'Tables', about(model, command, tables.length), lists);
};
