import { globSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { keptTemplate, templateSources } from '../../infra/kept-template.ts';
import { labFunctions } from '../../lab/names.ts';

const checkout = fileURLToPath(new URL('../..', import.meta.url));

/** One file of each source, as a checkout has them. */
const files = [
  'infra/bundle.ts',
  'lab/names.ts',
  'reconcile/engine.ts',
  'functions/plan/plan.ts',
  'page/page.ts',
  'statemachine/rebuild.asl.json',
  'data/olist-sample/lab.json',
  'data/olist-sample/jobs/orders.py',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'cdk.json',
];

describe('the template that is kept', () => {
  let root: string;
  let folder: string;
  let built: number;

  const counted = async () => {
    built += 1;
    return `{"Build":${built}}`;
  };
  const template = (build = counted) => keptTemplate({ root, folder, build });

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'daybreak-kept-'));
    folder = join(root, '.daybreak', 'template');
    built = 0;
    for (const file of files) {
      await mkdir(join(root, dirname(file)), { recursive: true });
      await writeFile(join(root, file), file);
    }
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  test('depends on every folder that the app and the functions import from', async () => {
    const { metafile } = await build({
      absWorkingDir: checkout,
      entryPoints: ['infra/app.ts', ...labFunctions.map(name => `functions/${name}/handler.ts`)],
      bundle: true,
      packages: 'external',
      format: 'esm',
      platform: 'node',
      loader: { '.py': 'text' },
      write: false,
      metafile: true,
      outdir: 'dist',
    });
    const folders = new Set(Object.keys(metafile.inputs).map(file => file.split('/')[0] ?? ''));
    expect([...folders].filter(name => !templateSources.includes(name))).toEqual([]);
    expect(files.map(file => file.split('/')[0])).toEqual(expect.arrayContaining([...templateSources]));
  });

  test('is not built a second time', async () => {
    expect(await template()).toBe('{"Build":1}');
    expect(await template()).toBe('{"Build":1}');
    expect(built).toBe(1);
  });

  test.each(files)('is built again after a change of %s, and only the new one stays', async source => {
    await template();
    await writeFile(join(root, source), 'changed');
    expect(await template()).toBe('{"Build":2}');
    expect(await readdir(folder)).toHaveLength(1);
  });

  test('is built again after a source was renamed', async () => {
    await template();
    await rename(join(root, 'lab/names.ts'), join(root, 'lab/other-names.ts'));
    expect(await template()).toBe('{"Build":2}');
  });

  test('is not built again for what Python or a test leaves behind', async () => {
    await template();
    await mkdir(join(root, 'data/olist-sample/jobs/__pycache__'), { recursive: true });
    await writeFile(join(root, 'data/olist-sample/jobs/__pycache__/orders.pyc'), '');
    await mkdir(join(root, 'coverage'));
    await writeFile(join(root, 'coverage/lcov.info'), '');
    await template();
    expect(built).toBe(1);
  });

  test.each([0, 5])('is built again when only its first %d bytes were written', async bytes => {
    await template();
    const [name = ''] = await readdir(folder);
    await truncate(join(folder, name), bytes);
    expect(await template()).toBe('{"Build":2}');
    expect(await template()).toBe('{"Build":2}');
  });

  test('is not taken from what another start has left half written', async () => {
    await template();
    const [name = ''] = await readdir(folder);
    await rm(join(folder, name));
    await writeFile(join(folder, `${name}.123`), '{"Build":');
    expect(await template()).toBe('{"Build":2}');
    expect(await readdir(folder)).toEqual([name]);
  });

  test('is not kept when a source was saved while it was built', async () => {
    await template(async () => {
      await writeFile(join(root, 'lab/names.ts'), '');
      return '{"Build":"mixed"}';
    });
    await writeFile(join(root, 'lab/names.ts'), 'lab/names.ts');
    expect(await template()).toBe('{"Build":1}');
  });

  test('is still given where it cannot be kept', async () => {
    await writeFile(join(root, '.daybreak'), 'a file where the folder would be');
    expect(await template()).toBe('{"Build":1}');
  });

  test('is not kept when the build fails', async () => {
    const failing = () => template(() => Promise.reject(new Error('a mistake in a function')));
    await expect(failing()).rejects.toThrow('a mistake in a function');
    expect(await template()).toBe('{"Build":1}');
  });
});

test('tests share one template, but for those of the synthesis itself', () => {
  const files = globSync('test/**/*.ts', { cwd: checkout });
  const imports = /(?:from |import\()'[./]*\/infra\/synthesize\.ts'/;
  const synthesising = files.filter(file => imports.test(readFileSync(join(checkout, file), 'utf8')));
  expect(synthesising.sort()).toEqual([
    'test/bench/cold-load.ts',
    'test/lab-template.ts',
    'test/unit/template.test.ts',
  ]);
});
