/**
 * `npm run lock:python`: writes the `requirements.txt` of every `requirements.in` anew, with all that they need in one
 * version for all Pythons and platforms, and the hashes of its files. Needs uv (`pip install uv`).
 */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

interface Locked {
  /** From the repository, without the ending. */
  readonly file: string;
  /** The oldest Python that it is for; default: the oldest that Daybreak runs on. */
  readonly python?: string;
  /** Versions to keep to, because both are installed into one environment. */
  readonly beside?: string;
}

const all: readonly Locked[] = [
  { file: 'local-aws/emulator/requirements' },
  { file: 'local-aws/trino/requirements' },
  { file: 'local-aws/spark/requirements' },
  { file: 'test/spark/requirements', beside: 'local-aws/spark/requirements.txt' },
  { file: 'test/checkov-requirements' },
  { file: 'test/cfn-lint-requirements' },
  { file: 'test/clients/python-requirements', python: '3.11' },
  { file: 'test/clients/dbt-requirements' },
  { file: 'test/e2e/schemathesis-requirements', python: '3.11' },
  { file: 'test/bench/copy-requirements' },
  { file: 'test/bench/rebuild-requirements' },
];

const cwd = fileURLToPath(new URL('../..', import.meta.url));
for (const { file, python = '3.10', beside } of all) {
  const options = [
    // pip looks for the hash of `mashumaro[msgpack]`, and takes that of `mashumaro` for another's.
    '--no-strip-extras',
    '--quiet',
    '--universal',
    '--generate-hashes',
    '--custom-compile-command',
    'npm run lock:python',
  ];
  const constraint = beside === undefined ? [] : ['--constraint', beside];
  const args = ['--python-version', python, ...constraint, `${file}.in`, '--output-file', `${file}.txt`];
  execFileSync('uv', ['pip', 'compile', ...options, ...args], { cwd, stdio: 'inherit' });
}
