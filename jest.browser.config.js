import usual from './jest.config.js';

/** What needs Chromium; `npm run test:browser` runs it. */
export default {
  ...usual,
  testMatch: ['<rootDir>/test/**/*.browser.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
};
