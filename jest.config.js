import { availableParallelism } from 'node:os';

/** Native ESM (`node --experimental-vm-modules`), because our files and the packages we use are ES modules. */
export default {
  testEnvironment: 'node',
  // Milliseconds. No test depends on the machine's speed: this only ends tests that hang.
  testTimeout: 300_000,
  // By default Jest leaves one core free, and so runs everything in one process on a machine with two.
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
  // `npm run test:slow`, `test:browser`, `test:clients`, `test:spark` and `test:athena` run these.
  testPathIgnorePatterns: ['/node_modules/', '[.](slow|browser|clients|spark|athena)[.]test'],
  modulePathIgnorePatterns: ['<rootDir>/.daybreak', '<rootDir>/dist'],
};
