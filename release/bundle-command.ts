import { readFile, stat } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { released } from './names.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Modules that a release has in place of a checkout's: by their path in the repository. */
const replaced: Readonly<Record<string, string>> = {
  'cli/deploy/make-template.ts': 'release/released/make-template.ts',
  'local-aws/local-options.ts': 'release/released/local-options.ts',
  'local-aws/front/program.ts': 'release/released/front-program.ts',
};

/** `new URL('requirements.txt', import.meta.url)` */
const neighbour = /new URL\(\s*'([^']+)',\s*import\.meta\.url,?\s*\)/g;

/**
 * Keeps files that the sources find beside themselves at the same place below the package, where all code is in a few
 * files: `import.meta.url` becomes the place where the source would be.
 *
 * @param found is called with each such file or folder, relative to the repository
 */
const inPlace = (found: (path: string) => void): Plugin => ({
  name: 'files beside sources',
  setup: ({ onLoad, onResolve }) => {
    onResolve({ filter: /^[.].*[.]ts$/ }, ({ path, resolveDir }) => {
      const other = replaced[relative(root, fileURLToPath(new URL(path, `file://${resolveDir}/`)))];
      return other === undefined ? undefined : { path: `${root}${other}` };
    });
    onLoad({ filter: /[.]ts$/, namespace: 'file' }, async ({ path }) => {
      if (path.includes('/node_modules/')) return undefined;
      const text = await readFile(path, 'utf8');
      const place = `new URL(${JSON.stringify(relative(root, path))}, import.meta.url)`;
      for (const [, file = ''] of text.matchAll(neighbour)) {
        const beside = fileURLToPath(new URL(file, `file://${path}`));
        if (!beside.endsWith('/') && (await stat(beside).catch(() => undefined)) !== undefined)
          found(relative(root, beside));
      }
      return {
        loader: 'ts',
        contents: text
          .replaceAll('import.meta.url', `${place}.href`)
          .replaceAll(inCheckout, (_, program) => asReleased(program)),
      };
    });
  },
});

/**
 * A command in a text that is shown: without a checkout there are no npm scripts, and `daybreak` on npm is not ours. Not
 * one in a regular expression, which finds it in what a lab's functions have written.
 */
const inCheckout = /(?<!\/)\bnp(?:x|m run) (daybreak|athena|spark)\b/g;
const asReleased = (program: string): string =>
  program === 'daybreak'
    ? `npx ${released.name}`
    : `npx --package ${released.name} daybreak-install-${program}`;

export interface CommandBundle {
  /** What goes into the package: code by file name. */
  readonly code: ReadonlyMap<string, Uint8Array>;
  /** Files and folders of the repository that the code reads, in the same place. */
  readonly files: readonly string[];
  /** Packages that the code imports. */
  readonly packages: readonly string[];
}

/** `@aws-sdk/client-s3/foo` is of the package `@aws-sdk/client-s3`. */
const packageOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

/** Bundles the command and the front of the local AWS. @throws esbuild's BuildFailure */
export const bundleCommand = async (): Promise<CommandBundle> => {
  const files = new Set<string>();
  const { outputFiles, metafile } = await build({
    entryPoints: {
      daybreak: 'release/released/daybreak.ts',
      front: 'local-aws/front/main.ts',
      'install-athena': 'local-aws/trino/install.ts',
      'install-spark': 'local-aws/spark/install.ts',
    },
    absWorkingDir: root,
    outdir: 'package',
    write: false,
    metafile: true,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    packages: 'external',
    plugins: [inPlace(path => files.add(path))],
    logLevel: 'silent',
  });
  const imported = Object.values(metafile.outputs)
    .flatMap(({ imports }) => imports)
    .filter(({ external }) => external === true)
    .map(({ path }) => path)
    .filter(path => !path.startsWith('node:') && !builtinModules.includes(path));
  return {
    code: new Map(outputFiles.map(({ path, contents }) => [path.slice(path.lastIndexOf('/') + 1), contents])),
    files: [...files].sort(),
    packages: [...new Set(imported.map(packageOf))].sort(),
  };
};
