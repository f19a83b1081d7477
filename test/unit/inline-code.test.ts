import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompressSync } from 'node:zlib';
import { inlineCode } from '../../infra/inline-code.ts';
import { daybreakVersion } from '../../lab/daybreak-version.ts';

const run = promisify(execFile);

const source = `\
const { basename, join } = require('node:path');
exports.handler = async name => {
  if (name === 'bad') throw new RangeError('${'\\u00e4'}');
  return basename(join('a', name));
};
`;

describe("a function's index.js", () => {
  let folder: string;
  let file: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'daybreak-inline-'));
    file = join(folder, 'index.js');
    await writeFile(file, inlineCode('ensure-catalog', source));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const evaluated = async (script: string) => (await run(process.execPath, ['-e', script])).stdout.trim();

  test('says in its first lines what it is, its version, where it comes from and how to read it', () => {
    const head = inlineCode('ensure-catalog', source).split('\n').slice(0, 8).join('\n');
    expect(head).toContain(
      `Daybreak ${daybreakVersion}, step ensure-catalog: databases, tables and partitions.`,
    );
    expect(head).toContain('functions/ensure-catalog/');
    expect(head).toContain('node index.js > ensure-catalog.js');
  });

  test('prints its code when it is run as a program', async () => {
    expect((await run(process.execPath, [file])).stdout).toBe(source);
  });

  test('prints code of any length', async () => {
    // Compressed code of all remainders by four.
    const sources = Array.from({ length: 12 }, (_, i) => `'${'\u00e4 and '.repeat(i)}${i}';`);
    for (const [index, text] of sources.entries()) {
      const path = join(folder, `${index}.js`);
      await writeFile(path, inlineCode('ensure-catalog', text));
      expect((await run(process.execPath, [path])).stdout).toBe(text);
    }
    const remainders = sources.map(text => brotliCompressSync(text).length % 4);
    expect(new Set(remainders).size).toBe(4);
  });

  test('is the code when Lambda requires it, and may require other modules', async () => {
    expect(
      await evaluated(`require(${JSON.stringify(file)}).handler('b').then(name => console.log(name))`),
    ).toBe('b');
  });

  test('also has its handler when it is imported as a module', async () => {
    const url = JSON.stringify(pathToFileURL(file).href);
    expect(
      await evaluated(`import(${url}).then(({ handler }) => handler('b')).then(name => console.log(name))`),
    ).toBe('b');
  });

  test('has stack traces with lines of the code that it prints', async () => {
    const stack = await evaluated(
      `require(${JSON.stringify(file)}).handler('bad').catch(({ stack }) => console.log(stack))`,
    );
    expect(stack).toMatch(/^RangeError: ä\n +at exports\.handler \(ensure-catalog\.js:3:\d+\)/);
    expect((await run(process.execPath, [file])).stdout.split('\n')[2]).toContain('RangeError');
  });
});
