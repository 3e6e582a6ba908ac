// Builds the page into one file: script and styles stand in it, and a place is kept for the data.

import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  logLevel: 'warn',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: fileURLToPath(new URL('../../dist/reports/html', import.meta.url)),
    emptyOutDir: false,
    target: 'es2022',
    modulePreload: false,
    cssCodeSplit: false,
  },
  plugins: [oneFile()],
});

function oneFile(): Plugin {
  return {
    name: 'one-file',
    enforce: 'post',
    generateBundle(_options, bundle) {
      const page = bundle['index.html'];
      if (page?.type !== 'asset') throw new Error('the build has no index.html');
      let html = String(page.source);
      for (const [name, part] of Object.entries(bundle)) {
        if (part === page) continue;
        const text = part.type === 'chunk' ? part.code : String(part.source);
        const tag = part.type === 'chunk' ? scriptTag(name) : styleTag(name);
        html = html.replace(tag, () => inline(part.type, text));
        delete bundle[name];
      }
      page.source = html;
      page.fileName = 'page.html';
    },
  };
}

// A script runs after the page has been read, as one in a file of its own would.
function inline(type: 'chunk' | 'asset', text: string): string {
  if (type === 'asset') return `<style>${text.replaceAll('</style', '<\\/style')}</style>`;
  return `<script type="module">${text.replaceAll('</script', '<\\/script')}</script>`;
}

function scriptTag(name: string): RegExp {
  return new RegExp(`<script[^>]*src="[^"]*${escaped(name)}"[^>]*></script>`);
}

function styleTag(name: string): RegExp {
  return new RegExp(`<link[^>]*href="[^"]*${escaped(name)}"[^>]*>`);
}

function escaped(name: string): string {
  return name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
