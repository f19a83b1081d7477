import { databaseName, type Lab, tableOf, workgroupName } from '../../lab/names.ts';
import type { Outcome, Proof } from '../../lab/outcomes.ts';
import { visibleInLine } from '../../lab/visible.ts';
import { commandWords } from '../../lab/words/command-words.ts';
import { oneLine } from '../../lab/words/one-line.ts';
import { posixWord } from '../../lab/words/posix-word.ts';
import { remedies } from '../../lab/words/remedies.ts';
import type { Session, Target } from '../session.ts';

/** The command as one types it: with the options that lead to this lab. */
export const commandOf = ({ labName, isLocal }: Target, command: string): string =>
  commandWords({ name: labName }, isLocal)(command);

/** The same for the lab of a session. */
export const commandFor = (
  { lab, local }: { readonly lab: Pick<Lab, 'name'>; readonly local: unknown },
  command: string,
): string => commandOf({ labName: lab.name, isLocal: local !== undefined }, command);

/** The command that makes a bucket, with the AWS CLI led to where the session works. */
export const makeBucket = (session: Pick<Session, 'lab' | 'local'>, bucket: string): string =>
  [
    ...(session.local === undefined ? [] : [`eval "$(${commandFor(session, 'env')})"`]),
    `aws s3 mb s3://${bucket}`,
  ].join(' && ');

/** A query that answers in this lab: the definition's own tables are the ones that people came for. */
export const firstQuery = ({ lab }: Session, proofs: readonly Proof[]): string => {
  const counted = proofs.find(({ kind }) => kind === 'rows')?.table;
  const found = counted === undefined ? undefined : tableOf(counted);
  return found === undefined
    ? 'select current_date'
    : `select * from ${databaseName(lab, found.zone)}.${oneLine(found.table)} limit 5`;
};

/** Athena's console, which opens in another workgroup than the lab's. */
const athenaLink = ({ lab }: Session): string =>
  `https://${lab.region}.console.aws.amazon.com/athena/home?region=${lab.region}#/query-editor`;

const onDuckDb = `
Queries here run on DuckDB, not on Athena's engine: Athena refuses some that DuckDB takes, and takes some that it
refuses. \`npm run athena\` installs Athena's own engine once (0.5 GB).`;

/**
 * What to do with a lab that is ready.
 * @param isOnDuckDb whether the local AWS has no Trino
 */
export const nextSteps = (session: Session, proofs: readonly Proof[], isOnDuckDb = false): string => {
  const query = commandFor(session, 'query');
  const lines = [
    `  ${query} "${firstQuery(session, proofs)}"`,
    `  ${commandFor(session, 'status')}`,
    ...(session.endpoint === undefined
      ? [`  ${athenaLink(session)}  (choose workgroup ${workgroupName(session.lab)})`]
      : []),
    ...(session.local === undefined ? [] : ['  npx daybreak down --local']),
  ];
  return ['Next', ...lines, ...(isOnDuckDb ? [onDuckDb] : [])].join('\n');
};

/**
 * How to repair, set aside or adopt what a rebuild leaves alone, and to bring back what it displaced.
 * @param given options that the command was given, and the next one needs, too
 */
export const otherwise = (
  session: Session,
  outcomes: readonly Outcome[],
  given: { readonly datasets?: string } = {},
): readonly string[] => {
  const only = given.datasets === undefined ? '' : ` --datasets ${posixWord(visibleInLine(given.datasets))}`;
  return remedies(name => commandFor(session, name), outcomes, only).map(
    ({ want, command }) => `${want}:\n  ${command}`,
  );
};
