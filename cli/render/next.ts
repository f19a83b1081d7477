import { databaseName, workgroupName, zones } from '../../lab/names.ts';
import type { Outcome, Proof } from '../../lab/outcomes.ts';
import type { Session } from '../session.ts';

/** The command as one types it: with the options that lead back to the same lab. */
export const commandFor = ({ lab, local }: Pick<Session, 'lab' | 'local'>, command: string): string =>
  [
    `npx daybreak ${command}`,
    ...(local === undefined ? [] : ['--local']),
    ...(lab.name === 'daybreak' ? [] : ['--lab', lab.name]),
  ].join(' ');

const rowsOf = /^rows of ([a-z]+)\.(.+)$/;

/** A query that answers in this lab: the definition's own tables are the ones that people came for. */
export const firstQuery = ({ lab }: Session, proofs: readonly Proof[]): string => {
  for (const { name } of proofs) {
    const [, zone, table] = rowsOf.exec(name) ?? [];
    const known = zones.find(one => one === zone);
    if (known !== undefined) return `select * from ${databaseName(lab, known)}.${table} limit 5`;
  }
  return 'select current_date';
};

/** Athena's console, which opens in another workgroup than the lab's. */
const athenaLink = ({ lab }: Session): string =>
  `https://${lab.region}.console.aws.amazon.com/athena/home?region=${lab.region}#/query-editor`;

/** What to do with a lab that is ready. */
export const nextSteps = (session: Session, proofs: readonly Proof[]): string => {
  const query = commandFor(session, 'query');
  const lines = [
    `  ${query} "${firstQuery(session, proofs)}"`,
    `  ${commandFor(session, 'status')}`,
    ...(session.endpoint === undefined
      ? [`  ${athenaLink(session)}  (choose workgroup ${workgroupName(session.lab)})`]
      : []),
    ...(session.local === undefined ? [] : ['  npx daybreak down --local']),
  ];
  return ['Next', ...lines].join('\n');
};

const quoted = (id: string): string => (id.includes(' ') ? `'${id}'` : id);

/** How to get what a rebuild leaves as it is put right, or taken over. */
export const otherwise = (session: Session, outcomes: readonly Outcome[]): readonly string[] => {
  const rebuild = commandFor(session, 'rebuild');
  const kept = outcomes.some(({ outcome }) => outcome === 'kept');
  // What belongs to another account can't be taken over, and its note doesn't say so.
  const ids = outcomes
    .filter(
      ({ resource, outcome, notes }) => outcome === 'refused' && notes.join().includes(`adopt ${resource}`),
    )
    .map(({ resource }) => `--adopt ${quoted(resource)}`);
  return [
    ...(kept ? [`To put right what is kept (it is saved first): ${rebuild} --repair`] : []),
    ...(ids.length > 0 ? [`To take over what is refused: ${rebuild} ${ids.join(' ')}`] : []),
  ];
};
