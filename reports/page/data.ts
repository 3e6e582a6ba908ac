// The data of the page: base64, then gzip, then JSON.

import type { PageDocument } from '../html/page-document.js';

export async function readData(): Promise<PageDocument> {
  const text = document.querySelector('#data')?.textContent?.trim() ?? '';
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return JSON.parse(await new Response(stream).text()) as PageDocument;
}
