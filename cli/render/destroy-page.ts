import { partsOf } from '../../lab/kinds.ts';
import { bucketName, stackName } from '../../lab/names.ts';
import type { Outcome } from '../../lab/outcomes.ts';
import type { Report } from '../../lab/report.ts';
import type { RunResult } from '../follow/follow-run.ts';
import type { Session } from '../session.ts';
import { exceptions } from './exceptions.ts';
import { commandFor } from './next.ts';
import { oneLine } from './one-line.ts';
import { byKind, section } from './sections.ts';
import type { Style } from './style.ts';
import { bytes, counted, duration } from './units.ts';
import { copiedInAll, kindWord } from './words.ts';

const placeOf = ({ lab, local, endpoint }: Session): string =>
  `${local === undefined ? 'account' : 'the local AWS, account'} ${lab.account}, ${lab.region}` +
  `${endpoint === undefined ? '' : `, at ${endpoint}`}`;

/** Grouped by kind; includes what earlier definitions left behind. */
const inLab = ({ outcomes, orphaned }: Report): readonly string[] => {
  const ours = outcomes.filter(({ outcome }) => outcome !== 'refused');
  const all: readonly Pick<Outcome, 'resource' | 'kind' | 'copied'>[] = [
    ...ours,
    ...orphaned.map(resource => ({ resource, kind: partsOf(resource).kind })),
  ];
  return Object.entries(Object.groupBy(all, kindWord)).map(([kind, list = []]) => {
    const copied = copiedInAll(list);
    const files = copied === undefined ? '' : ` (${counted(copied.files, 'file')}, ${bytes(copied.bytes)})`;
    const names = list.map(({ resource }) => oneLine(partsOf(resource).name));
    return `- ${kind}: ${names.join(', ')}${files}`;
  });
};

/** What destroying a lab would delete, one line each. */
export const wouldTake = (
  session: Session,
  report: Report | undefined,
  deleteForeignObjects: boolean,
): readonly string[] => [
  `This destroys lab ${session.lab.name} in ${placeOf(session)}, with all its data:`,
  ...(report === undefined
    ? ['- everything with its mark: there is no report that lists it']
    : inLab(report)),
  deleteForeignObjects
    ? "Other people's objects in its buckets are deleted, too, and other people's queries in its workgroup."
    : "Other people's objects in its buckets stay, and so do those buckets.",
  `Stack ${stackName(session.lab)}, which can build the lab again, stays.`,
];

const headline = ({ result, outcomes, seconds }: RunResult, lab: string, style: Style): string => {
  const time = `(${duration(seconds)})`;
  if (result === 'failed') return style.red(`Lab ${lab} is not destroyed, or only in part ${time}.`);
  if (outcomes.some(({ outcome }) => outcome === 'kept'))
    return style.yellow(`Lab ${lab} is destroyed, except for what was kept ${time}.`);
  return outcomes.some(({ outcome }) => outcome === 'destroyed')
    ? style.green(`Lab ${lab} is destroyed ${time}.`)
    : `There was nothing of lab ${lab} to destroy ${time}.`;
};

const isLeft = ({ outcome }: Outcome): boolean => outcome === 'kept' || outcome === 'refused';

/** Says that the stack stays, what it may do, and how to delete it. */
const stackLines = (session: Session, schedule: string): string[] => {
  const { lab, local } = session;
  const again =
    schedule === ''
      ? `\`${commandFor(session, 'rebuild')}\` builds the lab again`
      : `its schedule, ${schedule}, will build the lab again`;
  const remove =
    local === undefined
      ? [
          `  aws cloudformation delete-stack --stack-name ${stackName(lab)}`,
          `  aws s3 rb --force s3://${bucketName(lab, 'deploy')}`,
        ]
      : ['  npx daybreak down --local --wipe    (with every lab in it)'];
  return [
    `Stack ${stackName(lab)} is still there: ${again}. To delete it and the bucket that \`daybreak up\` deployed it from:`,
    ...remove,
  ];
};

/**
 * The result of destroying a lab, for people.
 * @param schedule the stack's, which would build the lab again; empty if it has none
 */
export const destroyPage = (session: Session, result: RunResult, schedule: string, style: Style): string => {
  const gone = result.outcomes.filter(outcome => !isLeft(outcome));
  const kept = result.outcomes.some(({ outcome }) => outcome === 'kept');
  return [
    '',
    headline(result, session.lab.name, style),
    ...section('Destroyed', byKind(gone), style),
    ...section('Still there', exceptions(result.outcomes.filter(isLeft), style), style),
    ...(kept
      ? ['', `To delete what was kept: ${commandFor(session, 'destroy')} --delete-foreign-objects`]
      : []),
    // Only after a success: without the stack, the rest of the lab could not be destroyed.
    ...(result.result === 'succeeded' ? ['', ...stackLines(session, schedule)] : []),
  ].join('\n');
};
