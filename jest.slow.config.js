import usual from './jest.config.js';

/** What takes minutes: crashes at every call, every property drifted, every door. */
export default {
  ...usual,
  testMatch: ['<rootDir>/test/**/*.slow.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
};
