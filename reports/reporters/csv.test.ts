import { describe, expect, it } from 'vitest';
import type { RunReport } from '../run-report.js';
import { visible } from '../text.js';
import { csvReporter } from './csv.js';
import { EVIL, evilReport, reportOf } from './reports.test-support.js';

/** RFC 4180, to the letter: throws at anything that it does not allow. */
function rowsOf(text: string): readonly (readonly string[])[] {
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  while (at < text.length) {
    const rest = text.slice(at);
    const field = /^(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/.exec(rest);
    if (field === null) throw new Error(`no field at ${JSON.stringify(rest.slice(0, 60))}`);
    row.push(field[1]?.replaceAll('""', '"') ?? field[2] ?? '');
    if (field[3] === '\r\n') rows.push(row.splice(0));
    row = field[3] === '\r\n' ? [] : row;
    at += field[0].length;
  }
  return rows;
}

const read = (report: RunReport): readonly (readonly string[])[] => rowsOf(csvReporter.run?.(report) ?? '');

describe('CSV', () => {
  it('has a head, a row for each observation, and as many cells in each', () => {
    const report = reportOf('room-deleted');
    const [head = [], ...rows] = read(report);
    expect(head.slice(0, 5)).toEqual(['number', 'at_ms', 'at', 'device', 'kind']);
    expect(rows).toHaveLength(report.observations.length);
    for (const row of rows) expect(row).toHaveLength(head.length);
    expect(rows[3]).toEqual([
      '4',
      '1320',
      '0:01.320',
      'alice',
      'event',
      'connectionStateChanged',
      '',
      '',
      '',
      '',
      '1',
      '1',
      'connection 1 CONNECTING (ACTIVE_LOGIN)',
      '{"state":1,"event":1,"extendedData":""}',
    ]);
  });

  it('keeps line breaks, quotes and commas of apps in their cells, and lets nothing be a formula', () => {
    const report = evilReport();
    const [head = [], ...rows] = read(report);
    expect(rows).toHaveLength(report.observations.length);
    for (const row of rows) {
      expect(row).toHaveLength(head.length);
      for (const text of row) expect(text).not.toMatch(/^[=+@-]/);
    }
    expect(rows.map(([, , , device]) => device)).toContain(
      EVIL.split('\n').map(visible).join('\n').replace('\\r\n', '\r\n'),
    );
    expect(rows.map(([, , , device]) => device)).toContain("'=cmd|1");
  });
});
