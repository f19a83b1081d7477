import { oneLine } from '../../lab/words/one-line.ts';
import { counted } from '../../lab/words/units.ts';
import { type Check, parts } from '../doctor/check.ts';
import { columns, section } from './sections.ts';
import type { Style } from './style.ts';

const statusWord = ({ status }: Check, style: Style): string => {
  const word = status.padEnd(7);
  if (status === 'ok') return style.green(word);
  return status === 'missing' ? style.red(word) : style.yellow(word);
};

/** Actions on a resource: `iam:CreateRole, iam:PutRolePolicy on arn:…` */
const needLines = ({ needs }: Check): string[] =>
  [...Map.groupBy(needs, ({ resource }) => resource)].map(
    ([resource, list]) =>
      `             ${oneLine(`${[...new Set(list.map(({ action }) => action))].join(', ')} on ${resource}`)}`,
  );

const checkLines = (checks: readonly Check[], style: Style): string[] => {
  const lines = columns(checks.map(({ about, found }) => [oneLine(about), oneLine(found)]));
  return checks.flatMap((check, index) => [
    `  ${statusWord(check, style)}${lines[index]}`,
    ...(check.status === 'missing' ? needLines(check) : []),
  ]);
};

/** All that was checked, and what to send to whom, for people. */
export const doctorPage = (checks: readonly Check[], style: Style): string => {
  const asks = [...new Set(checks.flatMap(({ ask }) => ask ?? []))];
  const unknown = checks.filter(({ status }) => status === 'unknown').length;
  const verdict =
    asks.length > 0
      ? []
      : ['', style.green(`Nothing is missing${unknown > 0 ? ', as far as can be told from here' : ''}.`)];
  return [
    ...parts.flatMap(part =>
      section(
        part,
        checkLines(
          checks.filter(each => each.part === part),
          style,
        ),
        style,
      ),
    ),
    ...section(
      'What to do, or to send to the administrator',
      asks.map(ask => `  - ${oneLine(ask)}`),
      style,
    ),
    ...(unknown > 0
      ? [
          '',
          `${counted(unknown, 'check')} could not be made from here: ${unknown === 1 ? 'it stops' : 'they stop'} nothing.`,
        ]
      : []),
    ...verdict,
  ].join('\n');
};
