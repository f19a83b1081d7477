import usual from './jest.config.js';

/** What needs Spark beside the local AWS; `npm run test:spark` runs it. */
export default {
  ...usual,
  testMatch: ['<rootDir>/test/**/*.spark.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
};
