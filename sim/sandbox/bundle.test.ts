import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { bundled, type Files, type PlayOptions, play } from './sandbox.test-support.js';

interface Row {
  /** As it stands in docs/app-tests.md. */
  readonly form: string;
  readonly files: Files;
  readonly options?: PlayOptions;
  readonly shows: readonly string[];
}

const MAIN = 'export default ({ ui }) => {';

/** What apps are written with; each shows something that only comes out right when it works. */
const ROWS: readonly Row[] = [
  {
    form: "import { ZIM } from 'zego-zim-web'",
    files: { 'app.ts': `import { ZIM } from 'zego-zim-web'; ${MAIN} ui.remind(typeof ZIM.create); }` },
    shows: ['function'],
  },
  {
    form: "import ZIM from 'zego-zim-web'",
    files: { 'app.ts': `import ZIM from 'zego-zim-web'; ${MAIN} ui.remind(typeof ZIM.create); }` },
    shows: ['function'],
  },
  {
    form: "import * as SDK from 'zego-zim-web'",
    files: {
      'app.ts': `import * as SDK from 'zego-zim-web'; ${MAIN} ui.remind(String(SDK.ZIMConnectionState.Connected)); }`,
    },
    shows: ['2'],
  },
  {
    form: "require('zego-zim-web')",
    files: {
      'app.cjs':
        "const { ZIM } = require('zego-zim-web'); module.exports = ({ ui }) => { ui.remind(typeof ZIM.create); };",
    },
    shows: ['function'],
  },
  {
    form: "await import('zego-zim-web')",
    files: { 'app.ts': `${MAIN} import('zego-zim-web').then(({ ZIM }) => ui.remind(typeof ZIM.create)); }` },
    shows: ['function'],
  },
  {
    form: 'the global ZIM of a script tag',
    files: { 'app.js': `${MAIN} ui.remind(typeof ZIM.create + typeof window.ZIM.create); }` },
    shows: ['functionfunction'],
  },
  {
    form: "import ZIM from 'zego-zim-react-native'",
    files: { 'app.ts': `import ZIM from 'zego-zim-react-native'; ${MAIN} ui.remind(typeof ZIM.create); }` },
    shows: ['function'],
  },
  {
    form: "import { ZIM } from 'zego-zim-miniprogram'",
    files: {
      'app.ts': `import { ZIM } from 'zego-zim-miniprogram'; ${MAIN} ui.remind(typeof ZIM.create); }`,
    },
    shows: ['function'],
  },
  {
    form: 'a name that the package does not export',
    files: {
      'app.js': `import { ZIMErrorCode } from 'zego-zim-web'; ${MAIN} ui.remind(typeof ZIMErrorCode); }`,
    },
    shows: ['undefined'],
  },
  {
    form: 'import type',
    files: {
      'app.ts': `import type { ZIM } from 'zego-zim-web'; ${MAIN} const zim: ZIM | null = null; ui.remind(String(zim)); }`,
    },
    shows: ['null'],
  },
  {
    form: 'TypeScript: enums, decorators, satisfies, using type parameters',
    files: {
      'app.ts': `enum Colour { Red = 1, Green } const box = <T,>(value: T): { value: T } => ({ value }); ${MAIN} ui.remind(Colour[2] + box(3 satisfies number).value); }`,
    },
    shows: ['Green3'],
  },
  {
    form: 'JSX and TSX',
    files: {
      'app.tsx': `/** @jsxRuntime classic */ /** @jsx h */ const h = (tag: string, props: unknown, ...inner: unknown[]) => tag + inner.join(''); ${MAIN} ui.remind(String(<b>bold</b>)); }`,
    },
    shows: ['bbold'],
  },
  {
    form: 'imports without an extension, of a folder, of .js for .ts',
    files: {
      'app.ts': `import { a } from './a'; import { b } from './b'; import { c } from './c.js'; ${MAIN} ui.remind(a + b + c); }`,
      'a.ts': "export const a = 'a';",
      'b/index.ts': "export const b = 'b';",
      'c.ts': "export const c = 'c';",
    },
    shows: ['abc'],
  },
  {
    form: 'paths of tsconfig.json',
    files: {
      'app.ts': `import { name } from '@/lib/name'; ${MAIN} ui.remind(name); }`,
      'tsconfig.json': '{ "compilerOptions": { "baseUrl": ".", "paths": { "@/*": ["src/*"] } } }',
      'src/lib/name.ts': "export const name = 'found';",
    },
    shows: ['found'],
  },
  {
    form: 'CommonJS and ES modules in one app',
    files: {
      'app.ts': `import old from './old.cjs'; ${MAIN} ui.remind(old.name); }`,
      'old.cjs': "exports.name = require('./older.cjs');",
      'older.cjs': "module.exports = 'older';",
    },
    shows: ['older'],
  },
  {
    form: 'import() of a module of its own',
    files: {
      'app.ts': `${MAIN} import('./late').then(({ late }) => ui.remind(late)); }`,
      'late.ts': "export const late = 'late';",
    },
    shows: ['late'],
  },
  {
    form: 'top-level await',
    files: {
      'app.ts': `const wait = await new Promise((done) => setTimeout(() => done('waited'), 500)); ${MAIN} ui.remind(wait); }`,
    },
    shows: ['waited'],
  },
  {
    form: 'CSS, and CSS modules',
    files: {
      'app.ts': `import './page.css'; import styles from './chat.module.css'; ${MAIN} ui.remind(typeof styles.bubble); }`,
      'page.css': 'body { color: red }',
      'chat.module.css': '.bubble { color: blue }',
    },
    shows: ['string'],
  },
  {
    form: 'images, fonts and sounds',
    files: {
      'app.ts': `import logo from './logo.svg'; ${MAIN} ui.remind(logo.slice(0, 19)); }`,
      'logo.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
    },
    shows: ['data:image/svg+xml,'],
  },
  {
    form: '?raw and ?url',
    files: {
      'app.ts': `import text from './note.txt?raw'; import url from './note.txt?url'; ${MAIN} ui.remind(text + url.slice(0, 5)); }`,
      'note.txt': 'hi',
    },
    shows: ['hidata:'],
  },
  {
    form: 'JSON and text',
    files: {
      'app.ts': `import data from './data.json'; import text from './words.txt'; ${MAIN} ui.remind(data.name + text); }`,
      'data.json': '{ "name": "json" }',
      'words.txt': '!',
    },
    shows: ['json!'],
  },
  {
    form: 'process.env.X',
    files: { 'app.ts': `${MAIN} ui.remind(process.env.APP_ID + process.env.NODE_ENV + process.env.NONE); }` },
    options: { env: { APP_ID: '42' } },
    shows: ['42productionundefined'],
  },
  {
    form: 'import.meta.env.X',
    files: {
      'app.ts': `${MAIN} ui.remind(import.meta.env.VITE_APP + String(import.meta.env.PROD) + import.meta.env.MODE); }`,
    },
    options: { env: { VITE_APP: 'x' } },
    shows: ['xtrueproduction'],
  },
  {
    form: 'import.meta.url',
    files: { 'app.ts': `${MAIN} ui.remind(new URL('./a.png', import.meta.url).href); }` },
    shows: ['https://app.example/a.png'],
  },
  {
    form: 'stubs in the place of packages',
    files: {
      'app.ts': `import { client } from '@/integrations/supabase/client'; import x from 'some-package'; ${MAIN} ui.remind(client + x); }`,
      'stub.ts': "export const client = 'stub'; export default 'bed';",
    },
    options: { stubs: { '@/integrations/supabase/client': 'stub.ts', 'some-package': 'stub.ts' } },
    shows: ['stubbed'],
  },
  {
    form: 'packages from node_modules, by their browser field or exports',
    files: {
      'app.ts': `import who from 'pkg'; ${MAIN} ui.remind(who); }`,
      'node_modules/pkg/package.json': '{ "name": "pkg", "main": "node.js", "browser": "browser.js" }',
      'node_modules/pkg/node.js': "module.exports = 'node';",
      'node_modules/pkg/browser.js': "module.exports = 'browser';",
    },
    shows: ['browser'],
  },
  {
    form: "packages that are named like Node's own modules",
    files: {
      'app.ts': `import Events from 'events'; ${MAIN} ui.remind(new Events().kind); }`,
      'node_modules/events/package.json': '{ "name": "events", "main": "index.js" }',
      'node_modules/events/index.js': "module.exports = class { get kind() { return 'package'; } };",
    },
    shows: ['package'],
  },
];

const DOCS = readFileSync(new URL('../../docs/app-tests.md', import.meta.url), 'utf8');

describe('what apps may be written with', () => {
  test.each(ROWS)('$form', async ({ files, options, shows }) => {
    const { shown, of } = await play(files, options);
    expect(of('error')).toEqual([]);
    expect(shown).toEqual(shows);
  });

  test.each(ROWS)('the documentation has: $form', ({ form }) => {
    expect(DOCS).toContain(`| ${form.replaceAll('|', '\\|')} |`);
  });
});

describe('what is refused', () => {
  test.each([
    'child_process',
    'node:fs',
    'fs/promises',
    'net',
    'http',
    'worker_threads',
    'node:dns',
    'tls',
    'cluster',
    'path',
  ])('%s, with the chain of imports that leads to it', async (name) => {
    const files = {
      'app.ts': "import './inner'; export default () => {};",
      'inner.ts': `import x from '${name}'; console.log(x);`,
    };
    await expect(bundled(files)).rejects.toThrow(
      new RegExp(
        `^inner.ts:1:15: Expected code for a browser, got an import of "${name}", .*: app.ts → inner.ts → ${name}\\. Replace`,
      ),
    );
  });

  test.each([
    [
      'a file that does not compile',
      { 'app.ts': 'export default function ( { return 3 }' },
      /^app\.ts:1:\d+: /,
    ],
    [
      'an import that leads nowhere',
      { 'app.ts': "import './nowhere'" },
      /^app\.ts:1:8: Could not resolve "\.\/nowhere"/,
    ],
    [
      'a package that is not installed',
      { 'app.ts': "import 'no-such-package-at-all'" },
      /no-such-package-at-all/,
    ],
    [
      'Vue without a plugin',
      { 'app.ts': "import A from './A.vue'; export default A", 'A.vue': '<template/>' },
      /npm i -D esbuild-plugin-vue3/,
    ],
    [
      'Svelte without a plugin',
      { 'app.ts': "import A from './A.svelte'; export default A", 'A.svelte': '<p/>' },
      /npm i -D esbuild-svelte/,
    ],
  ])('%s', async (_name, files, message) => {
    await expect(bundled(files as Files)).rejects.toThrow(message);
  });
});

test('equal sources give equal hashes, wherever they lie', async () => {
  const files = { 'app.ts': `import { ZIM } from 'zego-zim-web'; ${MAIN} ui.remind(ZIM.getVersion()); }` };
  const [first, second] = [await bundled(files), await bundled(files)];
  expect(second.hash).toBe(first.hash);
  expect((await bundled({ 'app.ts': `${files['app.ts']}; export const more = 1;` })).hash).not.toBe(
    first.hash,
  );
});
