import usual from './jest.config.js';

/** Tests that take minutes: crashes at every call, drift of every property, every door. */
export default {
  ...usual,
  testMatch: ['<rootDir>/test/**/*.slow.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
};
