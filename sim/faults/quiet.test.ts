import { describe, expect, it } from 'vitest';
import { quietFromMs } from './quiet.js';

describe('the quiet after the faults', () => {
  it('begins at once without any', () => {
    expect(quietFromMs([])).toBe(0);
  });

  it('begins when the last of them is over', () => {
    expect(
      quietFromMs([
        { kind: 'offline', at: '20s', for: '15s', device: 'alice' },
        { kind: 'kick', at: '5s', user: 'alice' },
        { kind: 'serverSlow', at: '10s', for: '10s', delay: '30s' },
      ]),
    ).toBe(50_000);
  });

  it('never begins where one has no end', () => {
    expect(quietFromMs([{ kind: 'partition', at: '20s', between: ['alice', 'server'] }])).toBe(Infinity);
  });

  it('is not put off by what only happens to tokens', () => {
    expect(quietFromMs([{ kind: 'tokenShorten', at: '3s', validity: '90s' }])).toBe(3000);
  });

  it('does not wait for a restart that takes no time', () => {
    expect(quietFromMs([{ kind: 'serverRestart', at: '1m' }])).toBe(60_000);
  });
});
