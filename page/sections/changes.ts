import { kindNames } from '../../lab/kinds.ts';
import { outcomeNames } from '../../lab/outcome-names.ts';
import type { Outcome } from '../../lab/outcomes.ts';
import { changedIn, keptIn } from '../../lab/words/difference.ts';
import { readable, shortened } from '../../lab/words/readable.ts';
import { type Difference, sentence } from '../../lab/words/sentence.ts';
import { count, counted } from '../../lab/words/units.ts';
import { kindWord, outcomeCounts, outcomeWord } from '../../lab/words/words.ts';
import { type Html, html } from '../html.ts';
import type { PageModel } from '../model.ts';
import { badge, section, toneOf, wide } from '../parts.ts';

/** What happened, in a sentence; a value that is another, as a difference. */
const lines = (differences: readonly Difference[], isKept: boolean): readonly Html[] =>
  differences.map(each => {
    if ('event' in each) return html`<p dir="auto">${sentence(each, isKept)}.</p>`;
    const [before, after] = shortened(readable(each.before), readable(each.after));
    const [was, is] = isKept ? ['definition', 'kept'] : ['was', 'is now'];
    return html`<div class="change"><span class="path" dir="auto">${each.subject}</span>
<del dir="auto"><small>${was}</small> ${before}</del>
<ins dir="auto"><small>${is}</small> ${after}</ins></div>`;
  });

const inWords = ({ outcome, changes, kept, extra, copied }: Outcome): string => {
  const did = outcome === 'adopted' ? 'Taken over' : 'Put right';
  const parts = [
    ...(changes.length > 0 ? [`${did}: ${counted(changes.length, 'setting')}.`] : []),
    ...(kept.length > 0
      ? [`Somebody changed ${counted(kept.length, 'setting')}; the rebuild left that alone.`]
      : []),
    ...(extra !== undefined && extra.files > 0
      ? [
          `${counted(extra.files, 'file')} beside the definition's; queries read what is in ${extra.files === 1 ? 'it' : 'them'}, too.`,
        ]
      : []),
    ...(copied !== undefined && outcome === 'updated'
      ? [`${counted(copied.copiedFiles, 'file')} copied.`]
      : []),
  ];
  return parts.join(' ');
};

const difference = ({ kind, changes, kept, extra, notes, displaced = [] }: Outcome): Html => html`
${changes.map(change => lines(changedIn(kind, change), false))}
${kept.map(change => lines(keptIn(kind, change), true))}
${extra === undefined || extra.named.length === 0 ? '' : html`<ul>${extra.named.map(address => html`<li><code dir="auto">${address}</code></li>`)}</ul>`}
${notes.length === 0 ? '' : html`<ul>${notes.map(note => html`<li dir="auto">${note}</li>`)}</ul>`}
${displaced.length === 0 ? '' : html`<p>Saved before: ${displaced.map(address => html`<code dir="auto">${address}</code> `)}</p>`}`;

const order: readonly string[] = kindNames;

const isTelling = ({ outcome, notes }: Outcome): boolean =>
  outcome === 'updated' ||
  outcome === 'kept' ||
  outcome === 'adopted' ||
  outcome === 'refused' ||
  notes.length > 0;

const byKind = (outcomes: readonly Outcome[]): Html => {
  const used = outcomeNames.filter(name => outcomes.some(({ outcome }) => outcome === name));
  const groups = Object.entries(Object.groupBy(outcomes, ({ kind }) => kind)).sort(
    ([a], [b]) => order.indexOf(a) - order.indexOf(b),
  );
  return wide(
    'Outcomes by kind of resource',
    html`<table class="kinds"><thead><tr><th scope="col">Kind</th>${used.map(name => html`<th scope="col" class="number">${name}</th>`)}</tr></thead>
<tbody>${groups.map(([, list = []]) => {
      const [one] = list;
      return one === undefined
        ? ''
        : html`<tr><th scope="row">${kindWord(one)}</th>${used.map(name => {
            const size = list.filter(({ outcome }) => outcome === name).length;
            return html`<td class="number">${size === 0 ? html`<span class="none">0</span>` : count(size)}</td>`;
          })}</tr>`;
    })}</tbody></table>`,
  );
};

/** What the run did to each resource, what differs, and what the account has besides. */
export const changes = ({ report }: PageModel): Html => {
  if (report === undefined || report.outcomes.length === 0)
    return section('changes', 'What changed', 'No report says what a run found or did.');
  const { outcomes, orphaned, notes } = report;
  const telling = outcomes.filter(isTelling);
  return section(
    'changes',
    'What changed',
    `${outcomeCounts(outcomes, false)}.${telling.length === 0 ? ' Nobody has changed anything by hand.' : ''}`,
    notes.length === 0
      ? ''
      : html`<ul class="notes">${notes.map(note => html`<li dir="auto">${note}</li>`)}</ul>`,
    telling.map(
      each => html`<article class="outcome"><h3>${badge(toneOf(each.outcome), outcomeWord(each, false))} <code dir="auto">${each.resource}</code></h3>
<p>${inWords(each)}</p>${difference(each)}</article>`,
    ),
    byKind(outcomes),
    orphaned.length === 0
      ? ''
      : html`<h3>No longer in the definition, and kept</h3><ul>${orphaned.map(id => html`<li><code dir="auto">${id}</code></li>`)}</ul>`,
  );
};
