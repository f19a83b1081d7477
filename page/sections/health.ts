import { atMost } from '../../lab/money.ts';
import type { Report } from '../../lab/report.ts';
import { remedies } from '../../lab/words/remedies.ts';
import { bytes, counted, duration } from '../../lab/words/units.ts';
import { errorWords, jobRunWords } from '../../lab/words/words.ts';
import { type Html, html } from '../html.ts';
import type { PageModel, Tone } from '../model.ts';
import { copyable, moment, sign } from '../parts.ts';
import { allBytes, allRows, tablesOf } from '../tables.ts';

interface Health {
  readonly tone: Tone;
  readonly sentence: string;
  readonly more: readonly string[];
}

const reported = ({ lab, result, proofs, outcomes }: Report): Health => {
  const passed = proofs.filter(proof => proof.passed).length;
  const proven =
    proofs.length === 0
      ? 'Nothing was proven in this run.'
      : `${passed === proofs.length ? `All ${counted(passed, 'proof')}` : `${passed} of ${counted(proofs.length, 'proof')}`} passed.`;
  if (result === 'failed') return { tone: 'bad', sentence: `Lab ${lab} is not complete.`, more: [proven] };
  const kept = outcomes.filter(({ outcome }) => outcome === 'kept').length;
  const changed = kept === 0 ? [] : [`${counted(kept, 'changed resource')} kept.`];
  return { tone: 'good', sentence: `Lab ${lab} is ready.`, more: [proven, ...changed] };
};

/** How the lab is, in a sentence; the page's title says the same. */
export const healthOf = ({ headline, report, lab }: PageModel): Health => {
  if (headline !== undefined) return headline;
  if (report !== undefined) return reported(report);
  return { tone: 'idle', sentence: `Lab ${lab.name} has not been built yet.`, more: [] };
};

const fact = (name: string, value: Html | string): Html => html`<div><dt>${name}</dt><dd>${value}</dd></div>`;

const facts = (model: PageModel): readonly Html[] => {
  const { report, lab, isLocal } = model;
  const where = fact(
    'Where',
    `${isLocal ? 'this machine, as account' : 'account'} ${lab.account}, ${lab.region}`,
  );
  if (report === undefined) return [where];
  const { definition, mostDollarsPerDay } = report;
  const tables = tablesOf(model);
  const rows = allRows(tables);
  const size = allBytes(tables);
  return [
    ...(definition === undefined
      ? []
      : [
          fact(
            'Data',
            `${definition.title} ${definition.version}${definition.synthetic ? ' (synthetic: made up, not real)' : ''}`,
          ),
        ]),
    ...(tables.length === 0
      ? []
      : [
          fact(
            'Holds',
            [
              counted(tables.length, 'table'),
              ...(rows > 0 ? [counted(rows, 'row')] : []),
              ...(size > 0 ? [bytes(size)] : []),
            ].join(', '),
          ),
        ]),
    fact(
      'Last report',
      html`${moment(new Date(report.finishedAt))}, after ${duration(report.seconds)}, started by ${report.trigger ?? 'console'}`,
    ),
    where,
    ...(mostDollarsPerDay === undefined ? [] : [fact('Costs', `at most ${atMost(mostDollarsPerDay)} a day`)]),
    ...(report.jobRuns.length === 0 ? [] : [fact('Jobs', report.jobRuns.map(jobRunWords).join('; '))]),
  ];
};

const causes = ({ report, headline }: PageModel): Html | '' => {
  const [first, ...others] = report?.failures ?? [];
  if (first === undefined) return '';
  return html`<div class="cause" role="group" aria-label="First cause">
<h2>${headline === undefined ? 'First cause, and what to do' : 'What the last report says'}</h2>
<p><strong>${first.step}</strong>${errorWords(first.error)}</p>
<p class="text" dir="auto">${first.cause}</p>
${
  others.length === 0
    ? ''
    : html`<details><summary>${counted(others.length, 'more cause')}, which the first may have led to</summary><ul>${others.map(
        ({ step, error, cause }) =>
          html`<li><strong>${step}</strong>${errorWords(error)}: <span class="text" dir="auto">${cause}</span></li>`,
      )}</ul></details>`
}
</div>`;
};

/** The top of the page: how the lab is, the first cause of a failure, and what to do about it. */
export const health = (model: PageModel, command: (name: string) => string): Html => {
  const { tone, sentence, more } = healthOf(model);
  const hints = remedies(command, model.report?.outcomes ?? []);
  return html`<section id="health" class="${tone}" aria-labelledby="health-title">
<h1 id="health-title">${sign(tone)} ${sentence}</h1>
${more.map(line => html`<p class="lead" dir="auto">${line}</p>`)}
${causes(model)}
${hints.length === 0 ? '' : html`<div class="hints"><h2>If you want something else</h2>${hints.map(({ want, command: typed }) => html`<p>${want}:</p>${copyable(typed)}`)}</div>`}
<dl class="facts">${facts(model)}</dl>
${
  model.report === undefined && model.headline === undefined
    ? html`<p>Build it:</p>${copyable(command('rebuild'))}`
    : ''
}
</section>`;
};
