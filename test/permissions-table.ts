import { readFileSync, writeFileSync } from 'node:fs';
import * as z from 'zod/mini';
import { zones } from '../lab/names.ts';
import { deploy } from './deployed-template.ts';
import { labTemplate } from './lab-template.ts';

/** The document that has the table; `npm run generate` writes it. */
const securityDocument = new URL('../docs/security.md', import.meta.url);

const begin = '<!-- biome-ignore format: made from the template by npm run generate -->\n';
const end = '\n<!-- the end of the table -->';

const statements = z.object({
  Statement: z.array(
    z.object({
      Effect: z.enum(['Allow', 'Deny']),
      Action: z.array(z.string()),
      Resource: z.array(z.string()),
      Condition: z.optional(z.record(z.string(), z.record(z.string(), z.unknown()))),
    }),
  ),
});
const role = z.object({
  Description: z.string(),
  Policies: z.tuple([z.object({ PolicyDocument: statements })]),
});
const managed = z.object({ Description: z.string(), PolicyDocument: statements });
type Statement = z.output<typeof statements>['Statement'][number];

/** `arn:aws:s3:::LAB-sor-123456789012-eu-west-1/*` is `s3:<lab>-sor/*`: every name has the stack's account and region. */
const short = (resource: string): string =>
  resource
    .replace(/^<\w*?Log[0-9A-F]{8}\.Arn>$/, 'its log')
    .replace(/^<(\w+)Function[0-9A-F]{8}\.Arn>$/, 'function $1')
    .replace(/^<RebuildStateMachine\w+>$/, 'the state machine')
    .replace(/<HttpApi[0-9A-F]{8}>/, '<endpoint>')
    .replace(/^arn:aws:([\w-]+):[^:]*:[^:]*:/, '$1:')
    .replaceAll(/(-123456789012)?-eu-west-1/g, '')
    .replaceAll('LAB', '<lab>')
    .replaceAll('SEED', '<seed>');

/** The same for every zone is one entry: `s3:<lab>-<zone>`. */
const inOne = (resources: readonly string[]): readonly string[] => {
  const zoned = (resource: string) => resource.replace(/([-_])(sor|sot|spec)\b/, '$1<zone>');
  const forAll = (resource: string) =>
    zones.every(zone => resources.includes(zoned(resource).replace('<zone>', zone)));
  return [...new Set(resources.map(each => (forAll(each) ? zoned(each) : each)))];
};

const code = (texts: readonly string[]): string => texts.map(text => `\`${text}\``).join(', ');

const condition = ({ Condition = {} }: Statement): string => {
  const found = Object.entries(Condition).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, value]) => `${operator} ${key} ${short(String(value))}`),
  );
  return found.length === 0
    ? ''
    : ` if ${code(found)}`.replace(/<JobBoundaryPolicy\w+>/, '<the boundary below>');
};

/** The stack's parameter names services that the template does not know. */
const named = (action: string): string => action.replace('SERVICE:', '<each service in JobPolicies>:');

const rows = (who: string, all: readonly Statement[]): readonly string[] =>
  all.map((each, index) => {
    const what = `${each.Effect === 'Deny' ? 'never ' : ''}${code(each.Action.map(named))}${condition(each)}`;
    return `| ${index === 0 ? who : ''} | ${what} | ${code(inOne(each.Resource.map(short)))} |`;
  });

/** Whom a managed policy is for, by the beginning of its description. */
const holders: Readonly<Record<string, string>> = {
  'Daybreak: the most that': "**boundary** of the jobs' role: the most that it can be allowed",
  'Daybreak: for people who': '**people** who have the policy for learners, if `LearnerPolicy` is `true`',
};
const holderOf = (description: string): string => {
  const [, holder] = Object.entries(holders).find(([beginning]) => description.startsWith(beginning)) ?? [];
  if (holder === undefined) throw new Error(`whom is this policy for: ${description}`);
  return holder;
};

/** What every role of the stack may do, as a table in Markdown. */
const permissionsTable = async (): Promise<string> => {
  const { resources } = deploy(await labTemplate(), {
    LabName: 'LAB',
    SeedUri: 's3://SEED/',
    JobPolicies: 'SERVICE',
    LearnerPolicy: 'true',
  });
  const lines = resources.flatMap(({ type, properties }) => {
    if (type === 'AWS::IAM::Role') {
      const { Description, Policies } = z.parse(role, properties);
      return rows(Description.replace(/^Daybreak, /, ''), Policies[0].PolicyDocument.Statement);
    }
    if (type !== 'AWS::IAM::ManagedPolicy') return [];
    const { Description, PolicyDocument } = z.parse(managed, properties);
    return rows(holderOf(Description), PolicyDocument.Statement);
  });
  return ['| who | may | on |', '| --- | --- | --- |', ...lines].join('\n');
};

/** The document as it is, and as it is with the table of today. */
export const securityDocuments = async (): Promise<{ readonly written: string; readonly today: string }> => {
  const written = readFileSync(securityDocument, 'utf8');
  const [before, rest] = written.split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined)
    throw new Error(`${securityDocument.pathname} has no place for the table`);
  return { written, today: `${before}${begin}${await permissionsTable()}${end}${after}` };
};

if (import.meta.main) writeFileSync(securityDocument, (await securityDocuments()).today);
