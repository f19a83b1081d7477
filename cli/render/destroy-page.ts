import { partsOf } from '../../lab/kinds.ts';
import { bucketName, keyAlias, stackName } from '../../lab/names.ts';
import type { Outcome } from '../../lab/outcomes.ts';
import { lookedOnly } from '../../lab/run-purpose.ts';
import { oneLine } from '../../lab/words/one-line.ts';
import { bytes, counted, duration } from '../../lab/words/units.ts';
import { kindWord } from '../../lab/words/words.ts';
import type { StackKey } from '../deploy/stack-key.ts';
import type { RunResult } from '../follow/follow-run.ts';
import type { Session } from '../session.ts';
import { exceptions } from './exceptions.ts';
import { commandFor } from './next.ts';
import { byKind, section } from './sections.ts';
import type { Style } from './style.ts';

/** What the stack of a destroyed lab still does and has. */
export interface RemainingStack {
  /** It would build the lab again; empty if there is none. */
  readonly schedule: string;
  readonly key?: StackKey | undefined;
}

const placeOf = ({ lab, local, endpoint }: Session): string =>
  `${local === undefined ? 'account' : 'the local AWS, account'} ${lab.account}, ${lab.region}` +
  `${endpoint === undefined ? '' : `, at ${endpoint}`}`;

/** Objects of the lab's in a bucket; nothing if there are none, or if an older Daybreak looked. */
const objectsIn = ({ contents }: Outcome): string =>
  contents === undefined || contents.objects === 0
    ? ''
    : ` (${counted(contents.objects, 'object')}, ${bytes(contents.bytes)})`;

const isLeft = ({ outcome }: Outcome): boolean => outcome === 'kept' || outcome === 'refused';

/** Grouped by kind. */
const going = (outcomes: readonly Outcome[]): readonly string[] =>
  Object.entries(
    Object.groupBy(
      outcomes.filter(each => !isLeft(each)),
      kindWord,
    ),
  ).map(([kind, list = []]) => {
    const names = list.map(each => `${oneLine(partsOf(each.resource).name)}${objectsIn(each)}`);
    return `- ${kind}: ${names.join(', ')}`;
  });

/** What goes although it is in something that stays, or is somebody's. */
const goingInside = (outcomes: readonly Outcome[]): readonly string[] =>
  outcomes.flatMap(each => {
    const name = oneLine(each.resource);
    if (isLeft(each)) return objectsIn(each) === '' ? [] : [`- the lab's part of ${name}${objectsIn(each)}`];
    return each.notes.map(note => `- with ${name}: ${oneLine(note)}`);
  });

const staying = (outcomes: readonly Outcome[]): readonly string[] => {
  const left = outcomes.filter(isLeft);
  return left.length === 0
    ? []
    : [
        'This stays:',
        ...left.map(({ resource, notes }) => `- ${oneLine(resource)}: ${notes.map(oneLine).join('; ')}`),
      ];
};

/** Whether a look found anything to destroy. */
export const isAnythingToDestroy = (outcomes: readonly Outcome[]): boolean =>
  outcomes.some(({ outcome, contents }) => outcome === 'destroyed' || (contents?.objects ?? 0) > 0);

/**
 * What destroying a lab would delete and what would stay, as a run that only looked found it, one line each.
 * @param looked the run's result
 */
export const wouldTake = (
  session: Session,
  { outcomes, notes }: Pick<RunResult, 'outcomes' | 'notes'>,
): readonly string[] =>
  isAnythingToDestroy(outcomes)
    ? [
        `Destroying lab ${session.lab.name} in ${placeOf(session)} deletes:`,
        ...going(outcomes),
        ...goingInside(outcomes),
        ...staying(outcomes),
        ...notes.filter(note => !note.startsWith(lookedOnly)).map(oneLine),
        `Stack ${stackName(session.lab)}, which can build the lab again, stays.`,
      ]
    : [
        `There is nothing of lab ${session.lab.name} to destroy in ${placeOf(session)}.`,
        ...staying(outcomes),
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

/** A key that the stack made stays, with all that others have encrypted with it. */
const keyLines = ({ lab, local }: Session, key: StackKey | undefined): string[] =>
  key?.made !== true || local !== undefined
    ? []
    : [
        '',
        `The KMS key that the stack made stays, too, and costs from $1 a month: ${key.arn}`,
        'If nothing that you keep is encrypted with it, delete the stack, and then the key, which takes 30 days:',
        `  aws kms delete-alias --alias-name ${keyAlias(lab)}`,
        `  aws kms schedule-key-deletion --key-id ${key.arn}`,
      ];

/** Says that the stack stays, what it may do, and how to delete it. */
const stackLines = (session: Session, { schedule, key }: RemainingStack): string[] => {
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
    `Stack ${stackName(lab)} is still there: ${again}. To delete it and the bucket that \`npx daybreak up\` deployed it from:`,
    ...remove,
    ...keyLines(session, key),
  ];
};

/** The result of destroying a lab, for people. */
export const destroyPage = (
  session: Session,
  result: RunResult,
  stack: RemainingStack,
  style: Style,
): string => {
  const gone = result.outcomes.filter(outcome => !isLeft(outcome));
  const kept = result.outcomes.some(({ outcome }) => outcome === 'kept');
  const emptied = result.outcomes.filter(({ contents }) => contents !== undefined && contents.objects > 0);
  return [
    '',
    headline(result, session.lab.name, style),
    ...section('Destroyed', byKind(gone), style),
    ...section(
      'Objects deleted',
      emptied.map(each => `  ${oneLine(partsOf(each.resource).name)}${objectsIn(each)}`),
      style,
    ),
    ...section('Still there', exceptions(result.outcomes.filter(isLeft), style), style),
    ...(kept
      ? ['', `To delete what was kept: ${commandFor(session, 'destroy')} --delete-foreign-objects`]
      : []),
    // Only after a success: without the stack, the rest of the lab could not be destroyed.
    ...(result.result === 'succeeded' ? ['', ...stackLines(session, stack)] : []),
  ].join('\n');
};
