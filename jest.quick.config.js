import usual from './jest.config.js';

/**
 * Shows in half a minute whether a change is right: units, and the state machine on a small lab. Leaves out tests that
 * synthesise the template, start and stop the local AWS, generate the sample's data, query, run jobs, or go through
 * every case of changed definitions, strangers and a destroyed lab.
 */
export default {
  ...usual,
  testMatch: [
    '<rootDir>/test/unit/**/*.test.ts',
    '<rootDir>/test/statemachine/{assets-bucket,bad-input,failed-step}.test.ts',
  ],
  testPathIgnorePatterns: [
    ...usual.testPathIgnorePatterns,
    '/unit/(template.*|local-aws(-athena|-gate|-glue|-queries|-statements|-tables)?|sample)[.]test',
  ],
};
