/** Fast suites by default; the slow ones live in test/ and are chosen by scripts/run-tests. */
const swc = [
  '@swc/jest',
  {
    jsc: {
      target: 'es2023',
      parser: { syntax: 'typescript', tsx: true },
      transform: { react: { runtime: 'automatic', importSource: 'preact' } },
    },
    module: { type: 'commonjs' },
  },
];
module.exports = {
  testEnvironment: 'node',
  transform: { '^.+\\.tsx?$': swc },
  // A dynamic import names the compiled file; here it is the source.
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  testMatch: ['<rootDir>/sidecar/src/**/*.test.ts?(x)', '<rootDir>/test/**/*.test.ts?(x)'],
  modulePathIgnorePatterns: ['<rootDir>/sidecar/dist', '<rootDir>/.scratch'],
  maxWorkers: 2,
};
