import { readFileSync, writeFileSync } from 'node:fs';
import { type Sandbox, sandboxes } from './cases.ts';

/** The document that has the cases; `npm run generate` writes it. */
const sandboxDocument = new URL('../../docs/sandboxes.md', import.meta.url);

const begin = '<!-- made from test/sandboxes/accounts by npm run generate -->\n';
const end = '\n<!-- the end of the cases -->';

const list = (items: readonly string[]): string => items.map(item => `- ${item}`).join('\n');

const shownParameters = ({ parameters }: Sandbox): string =>
  Object.entries(parameters)
    .map(([name, value]) => `\`${name}=${value.replace('ACCOUNT', '<account>')}\``)
    .join(', ') || 'none';

const shownEnd = ({ end: ends }: Sandbox): string => {
  if (ends.is === 'refused') return `**refused** before anything is created: "${ends.sentence} …"`;
  const without = ends.without.map(action => `\`${action}\``).join(', ');
  const notes = ends.notes.map(note => `. The report says: "${note} …"`).join('');
  return `**ready**${without === '' ? '' : `, without ${without}`}${notes}`;
};

const shownSource = ({ says, url, date }: Sandbox['sources'][number]): string =>
  url === null
    ? `${says} (our notes of ${date}, from public pages whose addresses were not kept)`
    : `${says} ([source](${url}), ${date})`;

const section = (sandbox: Sandbox): string => {
  const { lab, name, life, sources, boundary, advice, unknown } = sandbox;
  return [
    `### ${name}`,
    list([
      `Life: ${life}`,
      `Parameters: ${shownParameters(sandbox)}`,
      `A rebuild ends: ${shownEnd(sandbox)}`,
      ...(boundary === undefined ? [] : [`Boundary: \`${boundary.name}\`, given by the account`]),
      ...advice,
      ...unknown.map(each => `Unknown: ${each}`),
      ...sources.map(each => `Known: ${shownSource(each)}`),
      `What the test denies: [${lab}.json](../test/sandboxes/accounts/${lab}.json)`,
    ]),
  ].join('\n\n');
};

const overview = (): string =>
  [
    '| account | parameters | a rebuild ends |',
    '| --- | --- | --- |',
    ...sandboxes.map(each => `| ${each.name} | ${shownParameters(each)} | ${each.end.is} |`),
  ].join('\n');

/** The document as it is, and as it is with the cases of today. */
export const sandboxDocuments = (): { readonly written: string; readonly today: string } => {
  const written = readFileSync(sandboxDocument, 'utf8');
  const [before, rest] = written.split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined)
    throw new Error(`${sandboxDocument.pathname} has no place for the cases`);
  const cases = [overview(), ...sandboxes.map(section)].join('\n\n');
  return { written, today: `${before}${begin}${cases}${end}${after}` };
};

if (import.meta.main) writeFileSync(sandboxDocument, sandboxDocuments().today);
