/** Native ESM (`node --experimental-vm-modules`): the packages we use, and our own files, are ES modules. */
export default {
  testEnvironment: 'node',
  // Whole rebuilds, also on a machine that is busy with something else.
  testTimeout: 30_000,
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
