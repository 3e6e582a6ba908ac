// The colours of the picture, read from the page's styles, so that light and dark are written down once.

import type { PageTone } from '../html/page-document.js';

export interface Palette {
  readonly text: string;
  readonly dim: string;
  readonly line: string;
  readonly card: string;
  readonly accent: string;
  readonly tone: Readonly<Record<PageTone, string>>;
  readonly fill: Readonly<Record<PageTone, string>>;
}

export function readPalette(): Palette {
  const style = getComputedStyle(document.documentElement);
  const read = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  const tones = (end: string): Record<PageTone, string> => ({
    plain: read(`plain${end}`),
    good: read(`good${end}`),
    warn: read(`warn${end}`),
    bad: read(`bad${end}`),
    dim: read(`quiet${end}`),
    title: read(`plain${end}`),
    who: read(`plain${end}`),
    who2: read(`plain${end}`),
    who3: read(`plain${end}`),
  });
  return {
    text: read('text'),
    dim: read('dim'),
    line: read('line'),
    card: read('card'),
    accent: read('accent'),
    tone: tones(''),
    fill: tones('-fill'),
  };
}
