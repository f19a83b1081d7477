import usual from './jest.config.js';

/**
 * What says in half a minute whether a change is right: units, and the state machine on a small lab. Left out is what
 * synthesises the template, starts and stops the local AWS, makes the sample's data, or takes changed definitions,
 * strangers and a destroyed lab through every case.
 */
export default {
  ...usual,
  testMatch: [
    '<rootDir>/test/unit/**/*.test.ts',
    '<rootDir>/test/statemachine/{assets-bucket,bad-input,proofs,run-jobs}.test.ts',
  ],
  testPathIgnorePatterns: [
    ...usual.testPathIgnorePatterns,
    '/unit/(template.*|local-aws(-gate|-queries)?|sample)[.]test',
  ],
};
