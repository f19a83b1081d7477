import usual from './jest.config.js';

/** Tests that need the engine that Athena is made of: `npm run test:athena`. One at a time: each starts an engine. */
export default {
  ...usual,
  maxWorkers: 1,
  testMatch: ['<rootDir>/test/**/*.athena.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
};
