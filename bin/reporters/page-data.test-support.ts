// What a page was made from, read back.
import { gunzipSync } from 'node:zlib';

/** The data in the text of a page. */
export function pageData(html: string): unknown {
  const [, packed = ''] = /<script[^>]*id="data"[^>]*>\s*([A-Za-z0-9+/=]+)\s*</.exec(html) ?? [];
  return JSON.parse(gunzipSync(Buffer.from(packed, 'base64')).toString('utf8')) as unknown;
}
