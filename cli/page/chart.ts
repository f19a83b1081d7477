import { scaleBand, scaleLinear, scaleUtc } from 'd3-scale';
import { line } from 'd3-shape';
import { isNumericType } from '../../lab/numeric-type.ts';
import { type Html, html } from '../../page/html.ts';
import type { Answer } from '../../page/model.ts';

const temporal = /^(date|timestamp)\b/;

interface Point {
  readonly label: string;
  /** What it is along the axis: a moment, a number; undefined for a name. */
  readonly at: number | undefined;
  readonly value: number;
}

/** The ends of a double: a scale's own arithmetic leaves them (a range of 2e308 is infinite, a step of 1e-324 is 0). */
const most = 1e300;
const least = 1e-300;

const numberOf = (cell: string | null | undefined): number | undefined => {
  const value = cell === null || cell === undefined || cell === '' ? Number.NaN : Number(cell);
  if (!(Math.abs(value) <= most)) return undefined;
  return Math.abs(value) < least ? 0 : value;
};

/** Athena writes `2017-01-01 00:00:00.000`, which is UTC. */
const momentOf = (cell: string): number | undefined => {
  const time = Date.parse(`${cell.slice(0, 23).replace(' ', 'T')}${cell.length > 10 ? 'Z' : ''}`);
  return Number.isNaN(time) ? undefined : time;
};

const pointsOf = ({ columns, rows }: Answer, value: number): readonly Point[] =>
  rows.flatMap(row => {
    const [label] = row;
    const number = numberOf(row[value]);
    if (label === null || label === undefined || number === undefined) return [];
    const type = columns[0]?.type ?? '';
    const at = temporal.test(type) ? momentOf(label) : isNumericType(type) ? numberOf(label) : undefined;
    return [{ label, at, value: number }];
  });

const width = 960;
const left = 70;
const right = 40;

const short = (text: string): string =>
  [...text].length > 24 ? `${[...text].slice(0, 23).join('')}…` : text;

const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 2 });

interface Axis {
  readonly place: (at: number) => number;
  readonly ticks: readonly { readonly at: number; readonly words: string }[];
}

const overTime = (ends: readonly number[], span: readonly number[]): Axis => {
  const x = scaleUtc().domain(ends).range(span);
  const words = x.tickFormat(6);
  return { place: at => x(at), ticks: x.ticks(6).map(tick => ({ at: x(tick), words: words(tick) })) };
};

const overNumbers = (ends: readonly number[], span: readonly number[]): Axis => {
  const x = scaleLinear().domain(ends).range(span);
  return { place: at => x(at), ticks: x.ticks(6).map(tick => ({ at: x(tick), words: String(tick) })) };
};

/** Lines over time or over numbers. */
const lines = (points: readonly Point[], isTime: boolean, name: string): Html => {
  const height = 280;
  const bottom = height - 30;
  const places = points.flatMap(({ at, value }) => (at === undefined ? [] : [[at, value] as const]));
  const ends = [Math.min(...places.map(([at]) => at)), Math.max(...places.map(([at]) => at))];
  const span = [left, width - right];
  const along = isTime ? overTime(ends, span) : overNumbers(ends, span);
  const values = places.map(([, value]) => value);
  const y = scaleLinear()
    .domain([Math.min(0, ...values), Math.max(0, ...values)])
    .nice()
    .range([bottom, 30]);
  const drawn = line<readonly [number, number]>(
    ([at]) => along.place(at),
    ([, value]) => y(value),
  )([...places].sort(([a], [b]) => a - b));
  return html`<svg class="chart" viewBox="0 0 ${width} ${height}" role="img" aria-label="${`${name}, as a line; the table below has the numbers`}">
<text x="${left}" y="12">${name}</text>
${y.ticks(5).map(tick => html`<path class="grid" d="M${left} ${y(tick)}H${width - right}"/><text x="${left - 8}" y="${y(tick) + 4}" text-anchor="end">${compact.format(tick)}</text>`)}
${along.ticks.map(({ at, words }) => html`<text x="${at}" y="${height - 8}" text-anchor="middle">${words}</text>`)}
<path class="line" d="${drawn ?? ''}"/></svg>`;
};

/** Bars of names. */
const bars = (points: readonly Point[], name: string): Html => {
  const labels = points.map((_, index) => String(index));
  const height = 24 * points.length + 20;
  const start = 190;
  const y = scaleBand(labels, [20, height]).padding(0.2);
  const values = points.map(({ value }) => value);
  const x = scaleLinear()
    .domain([Math.min(0, ...values), Math.max(0, ...values)])
    .range([start, width - 80]);
  const zero = x(0);
  return html`<svg class="chart" viewBox="0 0 ${width} ${height}" role="img" aria-label="${`${name}, as bars; the table below has the numbers`}">
<text x="${start}" y="12">${name}</text>
${points.map(({ label, value }, index) => {
  const top = y(String(index)) ?? 0;
  const middle = top + y.bandwidth() / 2 + 4;
  return html`<rect class="mark" x="${Math.min(zero, x(value))}" y="${top}" width="${Math.max(1, Math.abs(x(value) - zero))}" height="${y.bandwidth()}"/>
<text x="${start - 8}" y="${middle}" text-anchor="end">${short(label)}</text><text x="${Math.max(zero, x(value)) + 6}" y="${middle}">${compact.format(value)}</text>`;
})}</svg>`;
};

/** More bars than a screen has room for are no picture. */
const mostBars = 40;

/**
 * A picture of an answer whose first column says what, and that has a number: a line over time or over growing numbers,
 * bars of names. Undefined where the answer is neither. Values are placed by d3-scale and d3-shape, which know about round
 * ticks and about months, and draw nothing themselves.
 */
export const chartOf = (answer: Answer): Html | undefined => {
  const { columns } = answer;
  const [first] = columns;
  const value = columns.findIndex(({ type }, index) => index > 0 && isNumericType(type));
  const name = columns[value]?.name;
  if (first === undefined || name === undefined) return undefined;
  const points = pointsOf(answer, value);
  if (points.length < 2) return undefined;
  const isTime = temporal.test(first.type);
  const grows = points.every(({ at }, index) => {
    const before = points[index - 1]?.at;
    return at !== undefined && (before === undefined || at > before);
  });
  if (isTime ? points.every(({ at }) => at !== undefined) : isNumericType(first.type) && grows)
    return lines(points, isTime, name);
  return points.length <= mostBars ? bars(points, name) : undefined;
};
