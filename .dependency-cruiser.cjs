/** The import rules of ARCHITECTURE.md; a broken rule fails the build. */
const adapters = 'intake|xero|magento|store|web|notify|telemetry';
module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'plan-is-pure',
      severity: 'error',
      comment: 'The planner sees the model and shared/ only: no clock, I/O, database or randomness.',
      from: { path: '^sidecar/src/plan/', pathNot: '\\.test\\.ts$' },
      to: { pathNot: '^(sidecar/src/(plan|model|shared)/|node_modules/(big\\.js|zod|@types)/|sidecar/node_modules/)' },
    },
    {
      name: 'model-stands-alone',
      severity: 'error',
      from: { path: '^sidecar/src/model/', pathNot: '\\.test\\.ts$' },
      to: { path: '^sidecar/src/(?!model/|shared/)' },
    },
    {
      name: 'shared-stands-alone',
      severity: 'error',
      from: { path: '^sidecar/src/shared/', pathNot: '\\.test\\.ts$' },
      to: { path: '^sidecar/src/(?!shared/)' },
    },
    {
      name: 'adapters-do-not-meet',
      severity: 'error',
      comment: 'Adapters never import each other; app.ts and cli/ wire them.',
      from: { path: `^sidecar/src/(${adapters})/`, pathNot: '\\.test\\.tsx?$' },
      to: { path: `^sidecar/src/(${adapters})/`, pathNot: '^sidecar/src/$1/' },
    },
    {
      name: 'only-the-roots-wire',
      severity: 'error',
      comment: 'The middle declares what it needs; only app.ts and cli/ know adapters.',
      from: { path: '^sidecar/src/(records|deliver|plan|sweep|reconcile|backfill)/', pathNot: '\\.test\\.ts$' },
      to: { path: `^sidecar/src/(${adapters})/` },
    },
    {
      name: 'production-knows-no-tests',
      severity: 'error',
      from: { path: '^sidecar/src/', pathNot: '\\.test\\.tsx?$' },
      to: { path: '^test/|\\.test\\.tsx?$' },
    },
    {
      name: 'one-road-to-xero',
      severity: 'error',
      comment: 'xero-node is used by its one wrapper only.',
      from: { path: '^(sidecar/src|test)/', pathNot: '^sidecar/src/xero/|^test/simulators/' },
      to: { path: 'node_modules/xero-node' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    exclude: { path: '(^|/)dist/' },
  },
};
