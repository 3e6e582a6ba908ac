// The lane of the app's token server.

import type { PageBand, PageFault, PageLane, PageMark, PageMessage } from './page-document.js';

/** The app's token server: what was wrong with it, and when it was asked; nothing where nobody needed it. */
export function issuerLane(
  messages: readonly PageMessage[],
  faults: readonly PageFault[],
): readonly PageLane[] {
  const bands = faults
    .filter(({ about, toMs }) => about.includes('issuer') && toMs !== undefined)
    .map(({ text, fromMs, toMs = fromMs }): PageBand => {
      return { fromMs, toMs, text, short: text, tone: 'bad' };
    });
  const marks = messages
    .filter(({ kind, from }) => kind === 'token' && from === 'issuer')
    .map(({ sentMs, to, text }): PageMark => {
      const isToken = text === 'token';
      return {
        atMs: sentMs,
        shape: 'token',
        text: isToken ? `a token for ${to}` : `${to} gets no token: ${text}`,
        tone: isToken ? 'good' : 'bad',
      };
    });
  if (bands.length + marks.length === 0) return [];
  return [{ name: 'issuer', kind: 'issuer', rows: [{ kind: 'tokens', label: 'tokens', bands, marks }] }];
}
