import { counted, duration } from '../../lab/words/units.ts';
import { type Html, html } from '../html.ts';
import type { PageModel, PageRun } from '../model.ts';
import { moment, section, sign, wide } from '../parts.ts';

/** Bars of the runs' lengths, oldest first. */
const runBars = (runs: readonly PageRun[]): Html => {
  const longest = Math.max(0.001, ...runs.map(({ seconds = 0 }) => seconds));
  const width = 1000 / Math.max(20, runs.length);
  return html`<svg class="runs" viewBox="0 0 1000 120" preserveAspectRatio="none" aria-hidden="true">
<line class="base" x1="0" x2="1000" y1="119.5" y2="119.5"/>${runs
    .toReversed()
    .map(({ seconds = 0, tone }, index) => {
      const height = Math.max(3, Math.round((112 * seconds) / longest));
      return html`<rect class="${tone}" x="${Math.round(index * width + width * 0.15)}" y="${119 - height}" width="${Math.round(width * 0.7)}" height="${height}"/>`;
    })}</svg>`;
};

const runRow = ({ name, startedAt, seconds, action, trigger, tone, ended, words }: PageRun): Html =>
  html`<tr><td>${moment(startedAt)}</td><td>${sign(tone)} ${ended}</td><td>${action}</td><td>${trigger}</td>
<td class="number">${seconds === undefined ? 'running' : duration(seconds)}</td><td dir="auto">${words}<br><small>${name}</small></td></tr>\n`;

/** Runs over time: their lengths as bars, and a line for each. */
const overTime = (runs: readonly PageRun[]): Html => {
  if (runs.length === 0) return html`<p class="about">The lab has not run yet.</p>`;
  const ended = runs.flatMap(({ seconds }) => seconds ?? []);
  const longest = ended.length === 0 ? '' : `; the longest took ${duration(Math.max(...ended))}`;
  return html`<p class="about">The latest ${counted(runs.length, 'run')}${longest}.</p>${runBars(runs)}${wide(
    'A line for each run',
    html`<table><thead><tr><th scope="col">Started</th><th scope="col">Ended</th><th scope="col">Action</th><th scope="col">By</th><th scope="col" class="number">Took</th><th scope="col">What</th></tr></thead><tbody>${runs.map(runRow)}</tbody></table>`,
  )}`;
};

/** The latest runs, where they are known. */
export const runList = ({ runs }: PageModel, command: (name: string) => string): Html =>
  section(
    'runs',
    'Runs',
    runs === undefined
      ? html`The other runs could not be read. To list them: <code>${command('status')} --history</code>`
      : '',
    runs === undefined ? '' : overTime(runs),
  );
