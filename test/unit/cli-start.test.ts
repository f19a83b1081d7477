import { execFile } from 'node:child_process';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

/** Prints the packages that a process has loaded when it exits. */
const told = `
import { registerHooks } from 'node:module';
const packages = new Set();
registerHooks({
  load(url, context, next) {
    const [, name] = /node_modules\\/((?:@[^/]+\\/)?[^/]+)/.exec(url) ?? [];
    if (name !== undefined) packages.add(name);
    return next(url, context);
  },
});
process.on('exit', () => process.stderr.write('\\nloaded ' + [...packages].sort().join(' ') + '\\n'));
`;

const loadedBy = (
  ...args: readonly string[]
): Promise<{ readonly said: string; readonly packages: string }> =>
  new Promise(resolve => {
    const hook = `data:text/javascript,${encodeURIComponent(told)}`;
    execFile(
      process.execPath,
      ['--import', hook, 'cli/daybreak.mjs', ...args],
      { cwd: root },
      (_, stdout, stderr) => {
        const [said = '', packages = ''] = stderr.split('\nloaded ');
        resolve({ said: `${stdout}${said}`, packages });
      },
    );
  });

test.each([
  ['the version', ['--version'], /^\d+[.]\d+[.]\d+/],
  ['a misspelled option', ['up', '--lcoal'], /unknown option '--lcoal'/],
  ['a command that does not exist', ['pln'], /unknown command 'pln'/],
  ['a name that no lab can have', ['plan', '--lab', 'Sales'], /'Sales' is not a lab name/],
])('%s is told before anything large is loaded', async (_, args, answer) => {
  const { said, packages } = await loadedBy(...args);
  expect(said).toMatch(answer);
  expect(packages).toContain('commander');
  expect(packages).not.toMatch(/@aws-sdk|@smithy|@duckdb|hyparquet|zod|aws-cdk-lib|esbuild/);
});
