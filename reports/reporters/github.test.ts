import { describe, expect, it } from 'vitest';
import { campaignSection, runSection } from '../job-summary.js';
import { githubReporter } from './github.js';
import { campaignOf, EVIL, evilReport, reportOf } from './reports.test-support.js';

// As the runner reads a line: what stands between `::` and `::`, and the rest.
const COMMAND = /^::error ((?:[a-z]+=[^,:\r\n]*,?)+)::([^\r\n]*)$/;

function commandsOf(
  text: string | undefined,
): readonly { readonly title: string; readonly message: string }[] {
  return (text ?? '')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [, properties = '', message = ''] = COMMAND.exec(line) ?? [];
      expect(properties, line).not.toBe('');
      const title = /title=([^,]*)/.exec(properties)?.[1] ?? '';
      return { title: decodeURIComponent(title), message: decodeURIComponent(message) };
    });
}

describe('annotations', () => {
  it('are none where everything held', () => {
    expect(githubReporter.run?.(reportOf('room-deleted'))).toBe('');
  });

  it('are one for each failure, whatever its texts say', () => {
    const [command, ...others] = commandsOf(githubReporter.run?.(evilReport()));
    expect(others).toEqual([]);
    expect(command?.title).toMatch(/^evil, seed 1: N1 violated$/);
    expect(command?.message).toContain('%0A::error::y\\n::error::z\\r\\n');
    expect(command?.message).toContain('\nagain: zim-sim run ');
  });

  it('say how each failure of a campaign is replayed', () => {
    const [command, ...others] = commandsOf(githubReporter.campaign?.(campaignOf(EVIL)));
    expect(others).toEqual([]);
    expect(command?.title).toBe('fuzz, run 6: N2 violated');
    expect(command?.message).toMatch(/\nagain: zim-sim replay zim-sim-report\/fuzz-N2-77\.json$/);
  });

  it('are no more than GitHub shows', () => {
    const report = campaignOf('');
    const [failure] = report.failures;
    if (failure === undefined) throw new Error('no failure');
    const many = Array.from({ length: 30 }, (_, index) => ({ ...failure, index }));
    const commands = commandsOf(githubReporter.campaign?.({ ...report, failures: many }));
    expect(commands).toHaveLength(10);
    expect(commands.at(-1)?.title).toBe('and 21 failures more');
  });
});

describe('the summary of a job', () => {
  it.each([
    ['a run', () => runSection(evilReport())],
    ['a campaign', () => campaignSection(campaignOf(EVIL))],
  ])('of %s takes nothing that apps say for Markdown or HTML', (_what, make) => {
    const text = make();
    const [outside = ''] = [text.replace(/^(`{3,}).*\n[\s\S]*?^\1$/gm, '')];
    expect(outside).not.toMatch(/<|(?<!\\)\]\(|@/);
    expect(outside).not.toMatch(/(?<!\\)#end/);
    expect(text).not.toMatch(/[^\P{Cc}\n]/u);
    expect(text).toContain('zim-sim r');
  });
});
