import type { Proof } from '../../lab/outcomes.ts';
import { counted } from '../../lab/words/units.ts';
import { type Html, html } from '../html.ts';
import type { PageModel } from '../model.ts';
import { bareRows, moment, section, sign } from '../parts.ts';

const at = (provenAt: string): Html | '' =>
  Number.isNaN(Date.parse(provenAt)) ? '' : html` <small>${moment(new Date(provenAt))}</small>`;

const one = ({
  name,
  passed,
  expected,
  actual,
  error,
  note,
  provenAt,
}: Proof): Html => html`<li class="proof">
<h3>${sign(passed ? 'good' : 'bad')} ${name}${at(provenAt)}</h3>
${note === undefined ? '' : html`<p class="about" dir="auto">${note}</p>`}
${
  error === undefined
    ? html`<div class="answers"><div><small>${passed ? 'answer, as expected' : 'answer'}</small>${bareRows(actual)}</div>${
        passed ? '' : html`<div><small>expected</small>${bareRows(expected)}</div>`
      }</div>`
    : html`<p class="text bad" dir="auto">${error}</p>`
}</li>`;

const rowsWords = (counts: readonly Proof[]): string => {
  const passed = counts.filter(proof => proof.passed).length;
  if (counts.length === 0) return '';
  return passed === counts.length
    ? `${counted(passed, 'table')} counted: ${passed === 1 ? 'it has' : 'each has'} as many rows as the definition says.`
    : `${passed} of ${counted(counts.length, 'table')} have as many rows as the definition says.`;
};

/** What queries have proven, with their answers. Tables whose rows are right are only counted here. */
export const proofs = ({ report }: PageModel): Html => {
  const all = report?.proofs ?? [];
  const counts = all.filter(({ kind }) => kind === 'rows');
  const shown = [...all.filter(({ kind, passed }) => kind !== 'rows' || !passed)].sort(
    (a, b) => Number(a.passed) - Number(b.passed),
  );
  return section(
    'proofs',
    'Proofs',
    all.length === 0 ? 'The last run did not get as far as proving anything.' : rowsWords(counts),
    shown.length === 0 ? '' : html`<ul class="proofs">${shown.map(one)}</ul>`,
  );
};
