import usual from './jest.config.js';

/** Tests that need Spark besides the local AWS: `npm run test:spark`. */
export default {
  ...usual,
  testMatch: ['<rootDir>/test/**/*.spark.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
};
