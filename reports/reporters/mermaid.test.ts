// The grammar of Mermaid's sequence diagrams, as far as the reporter uses it: each line is one statement.
import { describe, expect, it } from 'vitest';
import type { RunReport } from '../run-report.js';
import { mermaidReporter } from './mermaid.js';
import { evilReport, reportOf } from './reports.test-support.js';

// Entity codes are the only hashes and semicolons; nothing begins a comment, a directive, HTML or a line break.
const TEXT = String.raw`(?:[^#;%<>{}&\\\x60"$\n\r]|#\d+;)*`;
const STATEMENT = new RegExp(
  [
    'sequenceDiagram',
    `  accTitle: ${TEXT}`,
    `  participant p\\d+ as ${TEXT}`,
    `  Note over p\\d+(?:,p\\d+)?: ${TEXT}`,
    `  p\\d+(?:->>|-x)p\\d+: ${TEXT}`,
  ]
    .map((line) => `^${line}$`)
    .join('|'),
  'u',
);

const diagramOf = (report: RunReport): string => mermaidReporter.run?.(report) ?? '';

describe.each([
  ['room-deleted', () => reportOf('room-deleted')],
  ['server-restart-herd', () => reportOf('server-restart-herd')],
  ['never-gives-up', () => reportOf('never-gives-up')],
  ['names that mean harm', evilReport],
] as const)('Mermaid, of %s', (_name, make) => {
  const text = diagramOf(make());
  const lines = text.trimEnd().split('\n');

  it('has statements of its own and no others', () => {
    expect(lines[0]).toBe('sequenceDiagram');
    for (const line of lines) expect(line).toMatch(STATEMENT);
  });

  it('knows every participant before it speaks', () => {
    const known = new Set(lines.flatMap((line) => /^ {2}participant (p\d+)/.exec(line)?.[1] ?? []));
    for (const line of lines.filter((one) => !one.startsWith('  participant'))) {
      const [places = ''] = line.split(': ');
      for (const [place] of places.matchAll(/\bp\d+/g)) expect(known).toContain(place);
    }
  });

  it('is no longer than Mermaid reads', () => {
    expect(text.length).toBeLessThan(50_000);
    expect(lines.length).toBeLessThan(250);
  });
});

describe('Mermaid', () => {
  it('draws what is lost with a cross, and folds what repeats', () => {
    const text = diagramOf(reportOf('never-gives-up'));
    expect(diagramOf(reportOf('room-deleted'))).toMatch(/^ {2}p2-xp0: 0:28\.000 roomClosed lobby$/m);
    expect(text).toMatch(/Note over p\d+(,p\d+)?: \S+ … \d+ .*, until .* …$/m);
  });
});
