const inside = (...folders) => `^src/(${folders.join('|')})/`;
/** Folders may import from those to their right, and never back. */
const FEATURES = [
  'invitations',
  'webhooks',
  'reconciliation',
  'events',
  'members',
  'people',
  'groups',
  'connections',
  'pagination',
];

const forbid = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

export default {
  forbidden: [
    forbid('no-cycles', 'A cycle cannot be read in any order.', {}, { circular: true }),
    forbid(
      'nothing-imports-main-or-app',
      'They put everything together.',
      { pathNot: '^src/(main|run)\\.ts$|^src/cli/serve/' },
      { path: '^src/(main|run|app)\\.ts$' },
    ),
    forbid(
      'nobody-needs-the-command-line',
      'It stands beside the service, and asks it as any client does.',
      { path: '^src/', pathNot: inside('cli') },
      { path: inside('cli') },
    ),
    forbid(
      'the-command-line-starts-programs-and-reads-settings',
      'It is built from the rims of the service, and knows nothing of its features.',
      { path: inside('cli') },
      {
        path: '^src/',
        pathNot:
          '^src/(cli|kernel|config|datasources|wires)/|^src/store/(open-store|schema-standing)\\.ts$|^src/graphql/schema\\.ts$|^src/(main|sandbox/main)\\.ts$',
      },
    ),
    forbid(
      'kernel-is-pure',
      'The shared vocabulary depends on nothing.',
      { path: inside('kernel') },
      { path: '^src/(?!kernel/)' },
    ),
    ...FEATURES.slice(1).map((feature, index) =>
      forbid(
        `${feature}-never-back`,
        'Features build on each other in one direction.',
        { path: inside(feature) },
        { path: inside(...FEATURES.slice(0, index + 1)) },
      ),
    ),
    forbid(
      'data-sources-stand-alone',
      'A data source knows its provider and the port, nothing of the service.',
      { path: inside('datasources') },
      { path: '^src/', pathNot: inside('datasources', 'kernel') },
    ),
    forbid(
      'providers-stand-alone',
      'One provider never imports another; what two share has a folder without a port of its own.',
      { path: '^src/datasources/(gewe|imkit|tencent-im|tencent-im-sdk|zego-zim)/' },
      { path: '^src/datasources/(gewe|imkit|tencent-im|tencent-im-sdk|zego-zim)/', pathNot: '^src/datasources/$1/' },
    ),
    forbid(
      'sandbox-shares-nothing',
      'Neither side may hide the mistakes of the other.',
      { path: inside('sandbox') },
      { path: '^src/', pathNot: '^src/(sandbox/|kernel/(clock|duration)\\.ts)' },
    ),
    forbid(
      'nobody-needs-the-sandbox',
      'It is started beside the service, never used by it.',
      { path: '^src/', pathNot: '^src/(sandbox/|run\\.ts|cli/serve/)' },
      { path: inside('sandbox') },
    ),
    forbid(
      'store-is-a-rim',
      'The store knows rules and shapes of features, and none of their commands or types of GraphQL.',
      { path: inside('store') },
      {
        path: '^src/',
        pathNot:
          '^src/(store|kernel)/|^src/datasources/datasource\\.ts$|^src/invitations/result\\.ts$|^src/members/(member|transitions)\\.ts$',
      },
    ),
    forbid(
      'lanes-know-no-features',
      'Lanes send and settle; what an invite means to callers is not their business.',
      { path: inside('lanes') },
      { path: inside('events', 'members', 'people', 'groups', 'graphql', 'transports') },
    ),
    forbid(
      'engines-behind-the-port',
      'Only the composition root knows which engine stores.',
      { path: '^src/', pathNot: '^src/(store/|app\\.ts|run\\.ts|cli/)' },
      { path: '^src/store/(?!store\\.ts|records\\.ts|unavailable\\.ts)' },
    ),
    forbid(
      'wires-stand-alone',
      'A wire carries topics, and does not know what they mean.',
      { path: inside('wires') },
      { path: '^src/', pathNot: inside('wires', 'kernel') },
    ),
    forbid(
      'wires-behind-the-port',
      'Only the composition root knows what carries hints.',
      { path: '^src/', pathNot: '^src/(wires/|app\\.ts|cli/doctor/)' },
      { path: '^src/wires/(?!wire\\.ts)' },
    ),
    forbid(
      'nobody-needs-the-signals',
      'They stand around the ports, and what they watch does not know of them.',
      { path: '^src/', pathNot: '^src/(signals/|app\\.ts|run\\.ts)' },
      { path: inside('signals') },
    ),
    forbid(
      'nobody-needs-the-catalogue',
      'It is printed from what decides, and decides nothing.',
      { path: '^src/', pathNot: inside('catalogue') },
      { path: '^src/catalogue/|^src/datasources/.*/codebooks?\\.ts$' },
    ),
    forbid(
      'access-stands-alone',
      'Who asks, and what they may do, is decided without knowing what they ask for.',
      { path: inside('access') },
      { path: '^src/', pathNot: inside('access', 'kernel') },
    ),
    forbid(
      'features-know-viewers-only',
      'Features know whom they serve, and what the SDL says of it; how credentials are judged is decided before.',
      { path: inside(...FEATURES) },
      { path: '^src/access/(?!(viewer|directives)\\.ts)' },
    ),
    forbid(
      'graphql-at-the-rim',
      'Rules and commands do not know that they are asked by GraphQL.',
      {
        path: '^src/',
        pathNot:
          '\\.(type|input|resolver|reference|loaders)\\.ts$|^src/(graphql|transports|playground|catalogue)/|^src/app\\.ts$',
      },
      { path: 'node_modules/(graphql|type-graphql|graphql-scalars|dataloader|@apollo|graphql-ws|graphql-sse)/' },
    ),
    forbid(
      'resolvers-see-no-engine',
      'Resolvers call commands and the port.',
      { path: '\\.resolver\\.ts$' },
      { path: '\\.sql\\.ts$' },
    ),
    forbid(
      'no-dev-packages',
      'What runs is installed without the development packages.',
      { path: '^src/' },
      { dependencyTypes: ['npm-dev'] },
    ),
    // What is generated imports types of a package that has nothing else.
    forbid(
      'everything-resolves',
      'A path that leads nowhere.',
      { pathNot: '/__generated__/' },
      { couldNotResolve: true },
    ),
  ],
  options: {
    // The TypeScript of this repository has no API for tools to parse with; swc reads it as well.
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.js'],
      exportsFields: ['exports'],
      conditionNames: ['node', 'import', 'default'],
    },
  },
};
