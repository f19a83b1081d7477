import usual from './jest.config.js';

/** Tests with the clients that people use: `npm run test:clients`. */
export default {
  ...usual,
  testMatch: ['<rootDir>/test/**/*.clients.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
};
