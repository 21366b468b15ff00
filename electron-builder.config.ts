import type { Configuration } from 'electron-builder';

/**
 * How the desktop application is packed. Native modules come prebuilt for every platform and speak Node-API, so nothing
 * is compiled; each package carries those of its own platform only.
 */
const config: Configuration = {
  appId: 'io.hindcast.desktop',
  productName: 'Hindcast',
  copyright: 'MIT licence',
  directories: { output: 'dist', buildResources: 'resources/icon' },
  artifactName: '${name}-${version}-${os}-${arch}.${ext}',
  // Releases are put somewhere by whoever hosts the repository.
  publish: null,
  npmRebuild: false,
  electronLanguages: ['en-US'],
  files: [
    'out/{main,preload,renderer}/**',
    'resources/**',
    '!resources/icon/*.svg',
    'examples/**',
    'src-coordinator/page/*.{html,css,js,svg}',
    'src-main/services/jobs/store/migrations/*.sql',
    // Node itself, for checkouts.
    '!node_modules/node-{linux,win}-*/**',
    // Sources of what comes compiled, and what was compiled for others.
    '!node_modules/better-sqlite3/{deps,src}/**',
    '!node_modules/better-sqlite3/prebuilds/!(${platform}-${arch}.node)',
    '!node_modules/@duckdb/node-bindings-!(${platform}-${arch})/**',
    // Reports need one file of it; the window has its own copy in the bundle.
    '!node_modules/echarts/!(dist|package.json|LICENSE|NOTICE){,/**}',
    '!node_modules/echarts/dist/!(echarts.common.min.js)',
    '!node_modules/{zrender,tslib}/**',
    '!node_modules/**/*.{map,ts,mts,cts,md}',
    '!node_modules/**/{docs,benchmark,benchmarks}/**',
  ],
  asar: true,
  // What the system loads or another program reads has to be a file of its own.
  asarUnpack: ['**/*.node', 'node_modules/@duckdb/node-bindings-*/**', 'resources/python/**'],
  electronFuses: {
    runAsNode: false,
    enableCookieEncryption: true,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    loadBrowserProcessSpecificV8Snapshot: false,
    grantFileProtocolExtraPrivileges: false,
  },
  linux: {
    target: ['AppImage', 'deb'],
    executableName: 'hindcast',
    icon: 'resources/icon/icon.png',
    category: 'Science',
    synopsis: 'Offline backtesting of forecasting models',
    maintainer: 'The Hindcast maintainers <maintainers@hindcast.invalid>',
  },
  win: { target: ['nsis'], icon: 'resources/icon/icon.png' },
  nsis: { oneClick: false, perMachine: false, allowToChangeInstallationDirectory: true },
  mac: {
    target: ['dmg'],
    icon: 'resources/icon/icon.png',
    category: 'public.app-category.finance',
    // Without a certificate it is signed for nobody: unsigned, a Mac would not start it.
    ...(process.env['CSC_LINK'] === undefined ? { identity: '-' } : {}),
    hardenedRuntime: true,
    notarize: false,
  },
};

export default config;
