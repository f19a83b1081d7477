/** Native ESM (`node --experimental-vm-modules`): the packages we use, and our own files, are ES modules. */
export default {
  testEnvironment: 'node',
  // Milliseconds. No test is about how fast the machine is: this one only ends what hangs.
  testTimeout: 300_000,
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
