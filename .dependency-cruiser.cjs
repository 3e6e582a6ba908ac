// Who may import whom. The order of the layers is data, in scripts/guards/layers.json: a layer imports what
// stands above it in that list, never what stands below. `npm run layers` runs this and also fails when
// nothing was cruised. Tests and benches are exempt; nothing may import them.
const { order, alone } = require('./scripts/guards/layers.json');

const TEST = '\\.(test|test-support|bench)\\.ts$';
const OURS = '^(sim|scenarios|properties|reports|bin)/|^index\\.ts$';

const pathOf = (layer) => (layer.endsWith('.ts') ? `^${layer.replace('.', '\\.')}$` : `^${layer}/`);

const layerRules = order.slice(0, -1).map((layer, index) => ({
  name: `${layer} imports only what stands above it`,
  severity: 'error',
  from: { path: pathOf(layer), pathNot: TEST },
  to: { path: order.slice(index + 1).map(pathOf) },
}));

const aloneRules = alone.map((layer) => ({
  name: `${layer} imports nothing of the project`,
  severity: 'error',
  from: { path: pathOf(layer), pathNot: TEST },
  to: { path: OURS, pathNot: pathOf(layer) },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...layerRules,
    ...aloneRules,
    {
      name: 'no file imports a file outside the layers',
      severity: 'error',
      from: { path: OURS, pathNot: TEST },
      to: { path: '\\.ts$', pathNot: [...order.map(pathOf), 'node_modules/'] },
    },
    { name: 'no cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'every import resolves',
      severity: 'error',
      from: {},
      // What that package does not export, a plugin of the bundle finds.
      to: { couldNotResolve: true, pathNot: '^fake-indexeddb:' },
    },
    {
      name: 'no import of a test',
      severity: 'error',
      from: { pathNot: TEST },
      to: { path: TEST },
    },
    {
      name: 'every package is named in package.json',
      severity: 'error',
      from: { path: OURS },
      // What is a peer and needed for development as well counts as neither.
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'], pathNot: 'node_modules/(vitest|zego-zim-web)/' },
    },
    {
      name: 'what is shipped needs no development dependency',
      severity: 'error',
      // What the page needs is bundled into it.
      from: { path: OURS, pathNot: [TEST, '^reports/page/'] },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['npm-peer', 'type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|coverage|zim-sim-report)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: `${__dirname}/tsconfig.json` },
    combinedDependencies: false,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      mainFields: ['module', 'main', 'types', 'typings'],
    },
  },
};
