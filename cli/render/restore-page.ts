import { partsOf } from '../../lab/kinds.ts';
import { visibleInLine } from '../../lab/visible.ts';
import { changeLines } from '../../lab/words/difference.ts';
import { oneLine } from '../../lab/words/one-line.ts';
import { posixWord } from '../../lab/words/posix-word.ts';
import { bytes, counted } from '../../lab/words/units.ts';
import type { Looked, Now } from '../restore/items.ts';
import { type PlannedItem, type RestoredItem, sortOf } from '../restore/plan-item.ts';
import type { Session } from '../session.ts';
import { commandFor } from './next.ts';
import type { Style } from './style.ts';

const nowWords: Readonly<Record<Now, string>> = {
  same: 'there as it was',
  other: 'something else is there now',
  absent: 'not there now',
  unknown: 'what is there now may not be read',
  lost: "can't be restored",
};

/** Most of one run that people are shown; `--json` has all. */
const mostShown = 20;

const sentence = ({ item, now, properties = [], why }: Looked): string => {
  const sort = sortOf(item) ?? 'unknown';
  const what = properties.length === 0 ? sort : `${sort}: ${properties.join(', ')}`;
  const reason = why === undefined ? '' : ` (${why})`;
  return oneLine(`${what}; ${bytes(item.bytes)}; ${nowWords[now]}${reason}`);
};

const runLines = (list: readonly Looked[], style: Style): string[] => {
  const [first] = list;
  if (first === undefined) return [];
  const latest = new Date(Math.max(...list.map(({ item }) => item.savedAt.getTime())));
  const when = latest.toISOString().slice(0, 16).replace('T', ' ');
  const more = list.length - mostShown;
  return [
    '',
    `${style.bold(oneLine(first.item.run))}, ${when} UTC`,
    ...list
      .slice(0, mostShown)
      .flatMap(looked => [`  ${oneLine(looked.item.id)}`, `      ${sentence(looked)}`]),
    ...(more > 0 ? [`  … and ${more} more: see them with --json`] : []),
  ];
};

/** What runs have displaced, newest run first. */
export const displacedPage = (session: Session, looked: readonly Looked[], style: Style): string => {
  const { name } = session.lab;
  if (looked.length === 0)
    return `Nothing of lab ${name} has been displaced: no repair, adoption or --set-aside has saved anything.`;
  const runs = Map.groupBy(looked, ({ item }) => item.run);
  const example = looked.find(({ now }) => now === 'other' || now === 'absent');
  const isTwice = looked.filter(({ item }) => item.id === example?.item.id).length > 1;
  return [
    `What has been displaced in lab ${name}:`,
    ...[...runs.values()].flatMap(list => runLines(list, style)),
    ...(example === undefined
      ? []
      : [
          '',
          `To bring something back: ${commandFor(session, 'restore')} ${posixWord(visibleInLine(example.item.id))}` +
            (isTwice ? ` --run ${posixWord(visibleInLine(example.item.run))}` : ''),
        ]),
  ].join('\n');
};

const itemLine = ({ item, isThere, changes, object, notes }: PlannedItem): string => {
  const { kind } = partsOf(item.id);
  const what = (): readonly string[] => {
    if (isThere) return ['is there unchanged: nothing to do'];
    if (object === undefined) return changes.flatMap(change => changeLines(kind, change));
    const { to, replaces } = object;
    return [
      replaces === undefined
        ? `goes to ${to}, where nothing is now`
        : `replaces ${to} (${bytes(replaces)}), which is saved first`,
    ];
  };
  return oneLine(`- ${item.id}, from ${item.run}: ${[...what(), ...notes].join('; ')}`);
};

const inTheWay =
  "Athena reads files in a table's folder as rows. If the definition does not name them, the next rebuild fails with " +
  'FilesInTheWay, until they are moved or set aside again.';

/** What restoring would do, before anything is done, one line each. */
export const restorePlan = (session: Session, planned: readonly PlannedItem[]): readonly string[] => [
  `Restoring in lab ${session.lab.name}:`,
  ...planned.map(itemLine),
  ...(planned.some(({ joinsTable }) => joinsTable) ? [inTheWay] : []),
];

/** How the restoration of one item has ended. */
export type Ended =
  | { readonly planned: PlannedItem; readonly is: 'restored' | 'unchanged'; readonly done: RestoredItem }
  | { readonly planned: PlannedItem; readonly is: 'failed'; readonly why: string };

/** What has been restored, and what to know about it. */
export const restoredPage = (session: Session, ended: readonly Ended[], style: Style): string => {
  const restored = ended.filter(({ is }) => is === 'restored');
  const lines = ended.flatMap(each => {
    const id = oneLine(each.planned.item.id);
    if (each.is === 'failed') return [`  ${id}  ${style.red('failed')}`, `      ${oneLine(each.why)}`];
    const { displaced, notes } = each.done;
    return [
      `  ${id}  ${each.is === 'restored' ? style.green('restored') : 'unchanged'}`,
      ...(displaced === undefined ? [] : [`      what it displaces is in ${oneLine(displaced)}`]),
      ...notes.map(note => `      ${oneLine(note)}`),
    ];
  });
  return [
    `${counted(restored.length, 'thing')} restored in lab ${session.lab.name}.`,
    ...lines,
    ...(restored.length === 0
      ? []
      : ['', `The next rebuild keeps this as somebody's change: ${commandFor(session, 'plan')}`]),
  ].join('\n');
};
