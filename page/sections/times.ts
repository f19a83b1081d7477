import type { Report } from '../../lab/report.ts';
import { duration } from '../../lab/words/units.ts';
import { type Html, html } from '../html.ts';
import type { PageModel } from '../model.ts';
import { badge, section } from '../parts.ts';

const percent = (part: number, whole: number): number =>
  Math.round((1000 * part) / Math.max(whole, 0.001)) / 10;

const stepRow = (
  { step, startedAt, seconds }: Report['steps'][number],
  { execution, seconds: whole, failures }: Report,
): Html => {
  const begin = (Date.parse(startedAt) - Date.parse(execution.startedAt)) / 1000;
  const x = Math.min(99, Math.max(0, percent(begin, whole)));
  const width = Math.min(100 - x, Math.max(0.6, percent(seconds, whole)));
  const failed = failures.some(failure => failure.step === step);
  return html`<tr><th scope="row">${step}${failed ? html` ${badge('bad', 'failed')}` : ''}</th>
<td class="bar"><svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true"><rect class="track" width="100" height="10"/><rect class="${failed ? 'bad' : 'span'}" x="${x}" width="${width}" height="10"/></svg></td>
<td class="number">${duration(seconds)}</td></tr>\n`;
};

/** How long each step took, as bars along the run's time. */
export const durations = ({ report }: PageModel): Html => {
  if (report === undefined || report.steps.length === 0)
    return section('durations', 'Durations', 'No step reported how long it took.');
  const steps = [...report.steps].sort((a, b) => Date.parse(a.startedAt) - Date.parse(b.startedAt));
  return section(
    'durations',
    'Durations',
    `${duration(report.seconds)} in all. A bar begins where its step began in the run; steps side by side ran at the same time.`,
    html`<table class="bars"><thead><tr><th scope="col">Step</th><th scope="col">When</th><th scope="col" class="number">Took</th></tr></thead><tbody>${steps.map(step => stepRow(step, report))}</tbody></table>`,
  );
};
