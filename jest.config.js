import { availableParallelism } from 'node:os';

/** Native ESM (`node --experimental-vm-modules`): the packages we use, and our own files, are ES modules. */
export default {
  testEnvironment: 'node',
  // Milliseconds. No test is about how fast the machine is: this one only ends what hangs.
  testTimeout: 300_000,
  // Jest would leave one core alone, and run everything in one process on a machine with two.
  maxWorkers: Math.max(2, availableParallelism() - 1),
  extensionsToTreatAsEsm: ['.ts', '.py'],
  moduleFileExtensions: ['ts', 'js', 'mjs', 'cjs', 'json', 'py'],
  transform: {
    '\\.py$': '<rootDir>/test/text-module.mjs',
    '\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          parser: { syntax: 'typescript' },
          target: 'es2024',
          experimental: { keepImportAttributes: true },
        },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  // `npm run test:slow`, `npm run test:browser` and `npm run test:spark` run these.
  testPathIgnorePatterns: ['/node_modules/', '[.](slow|browser|spark)[.]test'],
  modulePathIgnorePatterns: ['<rootDir>/.daybreak', '<rootDir>/dist'],
};
