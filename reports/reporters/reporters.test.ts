import { describe, expect, it } from 'vitest';
import { reporters } from './index.js';
import { campaignOf, EVIL, evilReport, reportOf } from './reports.test-support.js';

describe('every reporter', () => {
  it('has a name and an extension of its own', () => {
    for (const key of ['name', 'extension'] as const) {
      expect(new Set(reporters.map((one) => one[key])).size).toBe(reporters.length);
    }
  });

  it.each(reporters)(
    '$name gives the same bytes for the same run, and leaves its document alone',
    (reporter) => {
      const report = JSON.stringify(reportOf('room-deleted'));
      // A page runs it again, which takes more than the document.
      const document = reporter.name === 'html' ? reportOf('room-deleted') : JSON.parse(report);
      const first = reporter.run?.(document);
      expect(JSON.stringify(document)).toBe(report);
      expect(first).toBe(reporter.run?.(reportOf('room-deleted')));
      const campaign = campaignOf(EVIL);
      expect(reporter.campaign?.(campaign)).toBe(reporter.campaign?.(JSON.parse(JSON.stringify(campaign))));
      expect(reporter.run?.(evilReport())).not.toMatch(/[^\P{Cc}\n\r]/u);
    },
  );
});
