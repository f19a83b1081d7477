import { bucketName, tableOf, type Zone, zones } from '../lab/names.ts';
import { bytes, count, counted } from '../lab/words/units.ts';
import { type Html, html } from './html.ts';
import type { PageModel } from './model.ts';
import { allBytes, allRows, named, type PageTable, tablesOf, zoneTitles } from './tables.ts';

/** A box of the picture, in units of the drawing. */
interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly title: string;
  readonly lines: readonly string[];
  /** Draws it as a place that holds nothing. */
  readonly empty?: boolean;
}

/** What the boxes say, and what feeds what. */
interface Way {
  readonly seed: readonly string[];
  readonly zones: Readonly<Record<Zone, readonly PageTable[]>>;
  /** Zones whose files come from the seed. */
  readonly seeded: readonly Zone[];
  readonly jobs: readonly string[];
  /** Zones that the jobs write to. */
  readonly made: readonly Zone[];
  readonly queries: readonly string[];
}

/** Zones with tables that no file of the seed fills: those are what jobs are for. */
const madeZones = (tables: readonly PageTable[], jobs: readonly string[], { report }: PageModel): Zone[] => {
  if (jobs.length === 0) return [];
  const written = (report?.proofs ?? []).flatMap(({ kind, table }) =>
    kind === 'job' && table !== undefined ? (tableOf(table)?.zone ?? []) : [],
  );
  return zones.filter(
    zone =>
      written.includes(zone) ||
      (zone !== 'sor' && tables.some(table => table.zone === zone && table.dataset === undefined)),
  );
};

const wayOf = (model: PageModel): Way => {
  const tables = tablesOf(model);
  const jobs = named(model, 'job');
  const of = (zone: Zone) => tables.filter(table => table.zone === zone);
  const answers = model.report?.proofs.filter(({ kind }) => kind === 'answer').length ?? 0;
  const saved = named(model, 'named-query').length;
  const { definition } = model.report ?? {};
  return {
    seed: definition === undefined ? [] : [definition.seed, `version ${definition.version}`],
    zones: { sor: of('sor'), sot: of('sot'), spec: of('spec') },
    seeded: zones.filter(zone => of(zone).some(({ dataset }) => dataset !== undefined)),
    jobs,
    made: madeZones(tables, jobs, model),
    queries: [
      `workgroup ${model.lab.name}`,
      ...(saved > 0 ? [counted(saved, 'saved query', 'saved queries')] : []),
      ...(answers > 0 ? [counted(answers, 'smoke test')] : []),
    ],
  };
};

/** Names that a box has room for; the rest is a number. */
const mostNames = 3;

const tableLines = (tables: readonly PageTable[]): readonly string[] => {
  const rows = allRows(tables);
  const size = allBytes(tables);
  const facts = [...(rows > 0 ? [counted(rows, 'row')] : []), ...(size > 0 ? [bytes(size)] : [])].join(', ');
  const names = tables
    .slice(0, tables.length > mostNames ? mostNames - 1 : mostNames)
    .map(({ name }) => name);
  const more = tables.length - names.length;
  return [...(facts === '' ? [] : [facts]), ...names, ...(more > 0 ? [`and ${count(more)} more`] : [])];
};

const lineHeight = 18;

const heightOf = (lines: readonly string[]): number => 40 + lines.length * lineHeight;

/** Cut to what fits a box: a character takes about 7 units. */
const fitted = (text: string, width: number): string => {
  const most = Math.floor((width - 24) / 7);
  const characters = [...text];
  return characters.length > most ? `${characters.slice(0, most - 1).join('')}…` : text;
};

const drawn = ({ x, y, width, height, title, lines, empty = false }: Box): Html => html`
<g class="${empty ? 'box empty' : 'box'}"><title>${[title, ...lines].join('\n')}</title>
<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="8"/>
<text x="${x + 12}" y="${y + 24}" class="name">${fitted(title, width)}</text>
${lines.map((line, index) => html`<text x="${x + 12}" y="${y + 24 + (index + 1) * lineHeight}">${fitted(line, width)}</text>`)}
</g>`;

/** An arrow along corners. */
const arrow = (...corners: readonly (readonly [number, number])[]): Html => {
  const [[x, y] = [0, 0], ...rest] = corners;
  const [[toX, toY] = [0, 0], [fromX, fromY] = [0, 0]] = corners.toReversed();
  const [dx, dy] = [Math.sign(toX - fromX), Math.sign(toY - fromY)];
  const tip = `M${toX - dx * 7 - dy * 4} ${toY - dy * 7 - dx * 4}L${toX} ${toY}L${toX - dx * 7 + dy * 4} ${toY - dy * 7 + dx * 4}`;
  return html`<path class="arrow" d="M${x} ${y}${rest.map(([px, py]) => `L${px} ${py}`).join('')}${tip}"/>`;
};

interface Layout {
  readonly width: number;
  /** Left edges and widths of the columns of buckets and of tables. */
  readonly buckets: readonly [number, number];
  readonly tables: readonly [number, number];
  /** Where the first bucket begins. */
  readonly top: number;
}

const gap = 26;

const draw = (id: string, model: PageModel, way: Way, isWide: boolean): Html => {
  const seedHeight = heightOf(way.seed);
  const layout: Layout = isWide
    ? { width: 1000, buckets: [222, 284], tables: [548, 226], top: 2 }
    : { width: 360, buckets: [18, 110], tables: [152, 188], top: seedHeight + 32 };
  const [bucketX, bucketWidth] = layout.buckets;
  const [tableX, tableWidth] = layout.tables;
  let y = layout.top;
  const parts: Html[] = [];
  const middles = new Map<Zone, number>();
  const job: { top: number; bottom: number } = { top: 0, bottom: 0 };
  for (const zone of zones) {
    const tables = way.zones[zone];
    const lines = tables.length === 0 ? [] : tableLines(tables);
    const bucketLines = ['bucket', isWide ? bucketName(model.lab, zone) : zone];
    const height = Math.max(heightOf(lines), heightOf(bucketLines));
    const middle = y + height / 2;
    middles.set(zone, middle);
    parts.push(
      drawn({ x: bucketX, y, width: bucketWidth, height, title: zoneTitles[zone].title, lines: bucketLines }),
      drawn({
        x: tableX,
        y,
        width: tableWidth,
        height,
        title: tables.length === 0 ? 'no tables' : counted(tables.length, 'table'),
        lines,
        empty: tables.length === 0,
      }),
      arrow([bucketX + bucketWidth, middle], [tableX, middle]),
    );
    y += height + gap;
    if (zone === 'sor' && way.jobs.length > 0) {
      const [first = ''] = way.jobs;
      const words = way.jobs.length === 1 ? first : `${first} and ${count(way.jobs.length - 1)} more`;
      const jobHeight = heightOf([words]);
      const jobWidth = isWide ? bucketWidth : 220;
      parts.push(
        drawn({ x: bucketX, y, width: jobWidth, height: jobHeight, title: 'Glue job', lines: [words] }),
        arrow([bucketX + bucketWidth / 2, y - gap], [bucketX + bucketWidth / 2, y]),
      );
      job.top = y;
      job.bottom = y + jobHeight;
      y += jobHeight + gap;
    }
  }
  const bottom = y - gap;
  // From the jobs down to the first zone that they write to; to the next one beside it.
  for (const [index, zone] of way.made.entries()) {
    const to = middles.get(zone) ?? 0;
    const tables = way.zones[zone];
    const height = Math.max(heightOf(tables.length === 0 ? [] : tableLines(tables)), heightOf(['', '']));
    const right = bucketX + bucketWidth;
    parts.push(
      index === 0 && zone === 'sot'
        ? arrow([bucketX + bucketWidth / 2, job.bottom], [bucketX + bucketWidth / 2, to - height / 2])
        : arrow(
            [right, (job.top + job.bottom) / 2],
            [right + 12, (job.top + job.bottom) / 2],
            [right + 12, to - 12],
            [right, to - 12],
          ),
    );
  }
  const seeded = way.seeded.map(zone => middles.get(zone) ?? 0);
  const reading = zones.filter(zone => way.zones[zone].length > 0).map(zone => middles.get(zone) ?? 0);
  const seedBox = { title: 'Seed', lines: way.seed, height: seedHeight };
  const queryHeight = heightOf(way.queries);
  const queryBox = { title: 'Athena', lines: way.queries, height: queryHeight };
  if (isWide) {
    const seedY = Math.max(2, (middles.get('sor') ?? 0) - seedHeight / 2);
    const queryY = Math.max(2, (middles.get('sor') ?? 0) - queryHeight / 2);
    const seedMiddle = seedY + seedHeight / 2;
    const queryMiddle = queryY + queryHeight / 2;
    parts.push(
      drawn({ ...seedBox, x: 2, y: seedY, width: 180 }),
      ...seeded.map(middle => arrow([182, seedMiddle], [202, seedMiddle], [202, middle], [bucketX, middle])),
      drawn({ ...queryBox, x: 818, y: queryY, width: 180 }),
      ...reading.map(middle =>
        arrow([tableX + tableWidth, middle], [794, middle], [794, queryMiddle], [818, queryMiddle]),
      ),
    );
  } else {
    const left = bucketX + bucketWidth / 2;
    parts.push(
      drawn({ ...seedBox, x: bucketX, y: 2, width: 322 }),
      ...seeded.map((middle, index) =>
        index === 0
          ? arrow([left, 2 + seedHeight], [left, layout.top])
          : arrow([bucketX, 2 + seedHeight / 2], [6, 2 + seedHeight / 2], [6, middle], [bucketX, middle]),
      ),
      ...reading.map(middle =>
        arrow(
          [tableX + tableWidth, middle],
          [352, middle],
          [352, bottom + 16],
          [tableX + tableWidth / 2, bottom + 16],
          [tableX + tableWidth / 2, bottom + 32],
        ),
      ),
      drawn({ ...queryBox, x: bucketX, y: bottom + 32, width: 322 }),
    );
  }
  const height = (isWide ? Math.max(bottom, queryHeight + 4, seedHeight + 4) : bottom + 32 + queryHeight) + 2;
  return html`<svg class="${isWide ? 'landscape' : 'portrait'}" viewBox="0 0 ${layout.width} ${height}" role="img" aria-labelledby="${id}"><title id="${id}">How the data flows; the list below says it, too</title>${parts}</svg>`;
};

const inWords = (model: PageModel, way: Way): readonly string[] => {
  const { definition } = model.report ?? {};
  const title = (zone: Zone) => zoneTitles[zone].title.toLowerCase();
  return [
    ...(definition === undefined || way.seeded.length === 0
      ? []
      : [`The seed, ${definition.seed}, feeds the ${way.seeded.map(title).join(' and the ')} bucket.`]),
    ...zones.map(zone => {
      const { meaning } = zoneTitles[zone];
      return `${zoneTitles[zone].title} (${meaning}): bucket ${bucketName(model.lab, zone)}, ${counted(way.zones[zone].length, 'table')}.`;
    }),
    ...(way.jobs.length === 0
      ? []
      : [
          `${way.jobs.length === 1 ? `The Glue job ${way.jobs[0]} reads` : `The Glue jobs ${way.jobs.join(', ')} read`} the lab's data${way.made.length === 0 ? '' : ` and ${way.jobs.length === 1 ? 'writes' : 'write'} to the ${way.made.map(title).join(' and the ')} bucket`}.`,
        ]),
    `Athena reads all tables: ${way.queries.join(', ')}.`,
  ];
};

/** What feeds what: from the seed through buckets, tables and jobs to queries. Of many tables it says how many. */
export const picture = (model: PageModel): Html => {
  const way = wayOf(model);
  return html`<figure class="way">${draw('way-wide', model, way, true)}${draw('way-narrow', model, way, false)}
<figcaption><details><summary>The same in words</summary><ul>${inWords(model, way).map(line => html`<li>${line}</li>`)}</ul></details></figcaption></figure>`;
};
