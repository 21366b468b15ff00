/** The rooms of design/architecture.md as rules. scripts/check-layers.ts runs them and proves that they can fail. */
const layers = {
  'src-core': ['src-core'],
  'src-worker': ['src-worker', 'src-core'],
  'src-main': ['src-main', 'src-core'],
  'src-renderer': ['src-renderer', 'src-core'],
  'src-coordinator': ['src-coordinator', 'src-core'],
};

const layerRules = Object.entries(layers).map(([layer, allowed]) => ({
  name: `${layer}-imports-only-what-it-may`,
  severity: 'error',
  from: { path: `(^|/)${layer}/`, pathNot: '\\.test\\.tsx?$' },
  to: { path: '(^|/)(src-[a-z]+|tests|bench|scripts|examples)/', pathNot: `(^|/)(${allowed.join('|')})/` },
}));

const packageRule = (name, from, packages) => ({
  name,
  severity: 'error',
  from: { ...from, pathNot: [].concat(from.pathNot ?? [], '\\.test\\.tsx?$') },
  to: { path: `(^|/)node_modules/(${packages})/|^(${packages})$` },
});

module.exports = {
  forbidden: [
    ...layerRules,
    {
      name: 'core-needs-zod-only',
      severity: 'error',
      from: { path: '(^|/)src-core/', pathNot: '\\.test\\.tsx?$' },
      to: {
        dependencyTypes: ['core', 'npm', 'npm-dev', 'npm-optional', 'npm-unknown', 'unknown'],
        pathNot: 'node_modules/zod/',
      },
    },
    packageRule(
      'only-the-electron-shell-imports-electron',
      { path: '.', pathNot: '(^|/)src-main/electron/' },
      'electron',
    ),
    packageRule(
      'services-and-workers-do-not-import-each-others-stores',
      { path: '(^|/)(src-worker|src-renderer)/' },
      'better-sqlite3',
    ),
    packageRule('main-never-runs-duckdb', { path: '(^|/)(src-main|src-renderer)/' }, '@duckdb'),
    {
      name: 'the-renderer-runs-in-a-page',
      severity: 'error',
      from: { path: '(^|/)src-renderer/', pathNot: '\\.test\\.tsx?$|(^|/)src-renderer/testing/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'services-never-import-a-shell',
      severity: 'error',
      from: { path: '(^|/)src-main/services/', pathNot: '\\.test\\.tsx?$' },
      to: { path: '(^|/)src-main/(electron|web|cli)/' },
    },
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    { name: 'no-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    parser: 'swc',
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.cjs', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
    },
  },
};
