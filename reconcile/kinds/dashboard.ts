import {
  type CloudWatchClient,
  DeleteDashboardsCommand,
  GetDashboardCommand,
  PutDashboardCommand,
} from '@aws-sdk/client-cloudwatch';
import { athenaLink, stateMachineLink } from '../../lab/console-links.ts';
import { tablesOf } from '../../lab/datasets.ts';
import type { TableDefinition } from '../../lab/definition.ts';
import { jsonOf } from '../../lab/json-of.ts';
import { kinds } from '../../lab/kinds.ts';
import type { AppliedMark, Value } from '../../lab/marks.ts';
import { dashboardName, databaseName, type Lab, stateMachineArn, workgroupName } from '../../lab/names.ts';
import { orAbsent } from '../aws-errors.ts';
import type { Identity, Observation, Resource } from '../engine.ts';
import type { KindPermissions } from '../kind.ts';
import { markdownWithMark, readMarked } from '../text-mark.ts';

interface DashboardState {
  /** Markdown of the text widget that carries the mark, without the mark. */
  readonly text: string;
  /** The whole body, with `ourText` for the Markdown of that widget. */
  readonly body: Value;
  readonly [property: string]: Value;
}

/** CloudWatch's CBOR and query protocols have different names for it. */
const missing = ['ResourceNotFound', 'ResourceNotFoundException', 'DashboardNotFoundError'];

/** Stands in a body for the Markdown of the text widget. */
const ourText = '${daybreak}';

/** Tables that the text lists one by one; of the rest it gives the number. */
const mostTables = 40;

/** Text of a definition as Markdown shows it, and not as it reads it. */
const plain = (text: string): string =>
  text.replaceAll(/\s+/g, ' ').replaceAll(/[\\`*_{}[\]<>()#+!|~-]/g, '\\$&');

/** A definition as far as the dashboard shows it. */
interface Shown {
  readonly title: string;
  readonly synthetic: boolean;
  readonly datasets: readonly Pick<TableDefinition, 'zone' | 'table' | 'description'>[];
  readonly tables: Shown['datasets'];
}

/** What the lab is, where to ask it, and what it holds. */
const textOf = (lab: Lab, definition: Shown): string => {
  const { title, synthetic } = definition;
  const tables = tablesOf(definition);
  const rows = tables
    .slice(0, mostTables)
    .map(
      ({ zone, table, description = '' }) =>
        `| ${plain(`${databaseName(lab, zone)}.${table}`)} | ${plain(description)} |`,
    );
  const more = tables.length - rows.length;
  return [
    `# ${plain(title)}`,
    '',
    `Lab **${lab.name}**, which Daybreak rebuilds.${synthetic ? ' Its data was made up.' : ''}`,
    '',
    `- [Ask it in Athena](${athenaLink(lab)}): choose the workgroup **${workgroupName(lab)}**`,
    `- [Its rebuilds](${stateMachineLink(lab)})`,
    '',
    '| Table | What it holds |',
    '| --- | --- |',
    ...rows,
    ...(more > 0 ? ['', `and ${more} more tables`] : []),
  ].join('\n');
};

/** One widget of text, and beside it the runs of the state machine. */
const bodyOf = (lab: Lab): Value => {
  const runs = (title: string, stat: string, y: number, metrics: readonly string[]): Value => ({
    type: 'metric',
    x: 12,
    y,
    width: 12,
    height: 6,
    properties: {
      title,
      region: lab.region,
      stat,
      period: 3600,
      metrics: metrics.map(metric => ['AWS/States', metric, 'StateMachineArn', stateMachineArn(lab)]),
    },
  });
  return {
    start: '-P7D',
    widgets: [
      { type: 'text', x: 0, y: 0, width: 12, height: 12, properties: { markdown: ourText } },
      runs('Rebuilds', 'Sum', 0, [
        'ExecutionsStarted',
        'ExecutionsSucceeded',
        'ExecutionsFailed',
        'ExecutionsAborted',
        'ExecutionsTimedOut',
      ]),
      runs('Duration of a rebuild', 'Average', 6, ['ExecutionTime']),
    ],
  };
};

/** A body with each Markdown in it replaced. */
const withMarkdown = (body: Value, replace: (markdown: string) => string): Value =>
  JSON.parse(
    JSON.stringify(body, (key, value) =>
      key === 'markdown' && typeof value === 'string' ? replace(value) : value,
    ),
  );

/** Takes the text apart from the rest; `applied` is undefined where no text carries the lab's mark. */
const read = (
  lab: Lab,
  text: string | undefined,
): { readonly state: DashboardState; readonly applied: AppliedMark | undefined } => {
  let ours: ReturnType<typeof readMarked> | undefined;
  const body = withMarkdown(JSON.parse(JSON.stringify(jsonOf(text) ?? {})), markdown => {
    const marked = readMarked(markdown);
    if (ours !== undefined || marked.lab !== lab.name) return markdown;
    ours = marked;
    return ourText;
  });
  return { state: { text: ours?.text ?? '', body }, applied: ours?.applied };
};

export const dashboardPermissions: KindPermissions = {
  ensure: arns => [
    { actions: ['cloudwatch:GetDashboard', 'cloudwatch:PutDashboard'], resources: [arns.dashboard] },
  ],
  destroy: arns => [
    { actions: ['cloudwatch:GetDashboard', 'cloudwatch:DeleteDashboards'], resources: [arns.dashboard] },
  ],
};

/** The lab's CloudWatch dashboard by its name. */
export const dashboardOf = (cloudWatch: CloudWatchClient, lab: Lab): Identity<DashboardState, undefined> => {
  const DashboardName = dashboardName(lab);
  return {
    ...kinds.dashboard.named(DashboardName),

    async observe(): Promise<Observation<DashboardState, undefined>> {
      const answer = await orAbsent(cloudWatch.send(new GetDashboardCommand({ DashboardName })), ...missing);
      if (answer?.DashboardBody === undefined) return { is: 'absent' };
      const { state, applied } = read(lab, answer.DashboardBody);
      if (applied !== undefined) return { is: 'ours', state, applied, extra: undefined };
      return { is: 'unmarked', state, extra: undefined };
    },

    async destroy() {
      await orAbsent(
        cloudWatch.send(new DeleteDashboardsCommand({ DashboardNames: [DashboardName] })),
        ...missing,
      );
    },
  };
};

/**
 * The lab's CloudWatch dashboard: something to look at for somebody who has only the console. CloudWatch has one call that
 * creates and replaces, without a condition: a dashboard that somebody makes between look and write is replaced.
 */
export const dashboard = (
  cloudWatch: CloudWatchClient,
  lab: Lab,
  definition: Shown,
): Resource<DashboardState, undefined> => {
  const write = async ({ text, body }: DashboardState, applied: AppliedMark): Promise<undefined> => {
    const marked = markdownWithMark(text, lab, applied);
    const whole = withMarkdown(body, markdown => (markdown === ourText ? marked : markdown));
    await cloudWatch.send(
      new PutDashboardCommand({ DashboardName: dashboardName(lab), DashboardBody: JSON.stringify(whole) }),
    );
  };
  return {
    ...dashboardOf(cloudWatch, lab),
    properties: { text: {}, body: {} },
    desired: () => ({ text: textOf(lab, definition), body: bodyOf(lab) }),
    create: write,
    update: (next, _changed, applied) => write(next, applied),
  };
};
