// Puts data into the built page: JSON, compressed and in base64, so that no text of anybody's can end a tag or begin
// one.

import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { PageDocument } from './page-document.js';

/** Where the build puts the data, in `reports/page/index.html`. */
const PLACE = '%DATA%';

let template: string | undefined;

/** The whole text of a page. */
export function pageText(document: PageDocument): string {
  const html = readTemplate();
  const at = html.indexOf(PLACE);
  return html.slice(0, at) + packed(document) + html.slice(at + PLACE.length);
}

function packed(document: PageDocument): string {
  return gzipSync(JSON.stringify(document), { level: 9 }).toString('base64');
}

// Beside this file when it is built; in dist/ when it runs from source.
function readTemplate(): string {
  if (template !== undefined) return template;
  const places = ['./page.html', '../../dist/reports/html/page.html'].map((place) =>
    fileURLToPath(new URL(place, import.meta.url)),
  );
  const found = places.find((place) => existsSync(place));
  if (found === undefined) throw new Error(`The page is not built: ${places[0]}. Run: npm run build`);
  template = readFileSync(found, 'utf8');
  return template;
}
