import usual from './jest.config.js';

/** Tests that need Chromium: `npm run test:browser`. */
export default {
  ...usual,
  testMatch: ['<rootDir>/test/**/*.browser.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
};
