import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assumedFacts, defaultParams, FACT_IDS, FACTS, type Fact, parseFactId, parseParam } from './facts.js';

const facts: Fact[] = FACT_IDS.map((id) => FACTS[id]);

describe('the facts', () => {
  it('stand under their own id, which names the unit at its end', () => {
    const endings = { ms: /Ms$/, s: /S$/, count: /[a-z]$/ };
    for (const id of FACT_IDS) expect(FACTS[id].id).toBe(id);
    for (const fact of facts) {
      if (fact.kind !== 'choice') expect(fact.id).toMatch(endings[fact.unit]);
    }
  });

  it('have a default within their range', () => {
    for (const fact of facts) {
      if (fact.kind === 'choice') {
        expect(fact.choices).toContain(fact.value);
        continue;
      }
      const [min, max] = fact.range;
      for (const value of [fact.value].flat()) {
        expect(Number.isInteger(value), fact.id).toBe(true);
        expect(value, fact.id).toBeGreaterThanOrEqual(min);
        expect(value, fact.id).toBeLessThanOrEqual(max);
      }
    }
  });

  it('can be tuned where they are assumed', () => {
    for (const fact of assumedFacts()) expect(fact.tunable, fact.id).toBe(true);
    expect(assumedFacts().map((fact) => fact.id)).toEqual([
      'heartbeatAckTimeoutMs',
      'memberTimeoutStarts',
      'silentSocketMs',
      'legacyGiveUpAfterSessionMs',
      'requestTimeoutMs',
      'roomResumeAttempts',
      'oneWayDelayMs',
    ]);
  });

  it('add up to the 316.8 s after which an old client gave up', () => {
    const { backoffSeriesS, giveUpAfterBackoffMs } = defaultParams();
    // The first back-off of the client that was observed.
    let sumMs = 800;
    for (let attempt = 0; sumMs < giveUpAfterBackoffMs; attempt++) {
      sumMs += 1000 * (backoffSeriesS[Math.min(attempt, backoffSeriesS.length - 1)] ?? 0);
    }
    expect(sumMs).toBe(316_800);
  });
});

describe('defaultParams', () => {
  it('gives every fact its value, in an object of its own', () => {
    expect(Object.keys(defaultParams())).toEqual(FACT_IDS);
    expect(defaultParams().heartbeatTimeoutMs).toBe(35_000);
    expect(defaultParams().memberTimeoutStarts).toBe('offline');
    expect(defaultParams()).not.toBe(defaultParams());
  });
});

describe('parseParam', () => {
  it('reads durations, counts, series and choices', () => {
    expect(parseParam('heartbeatTimeoutMs', '20s')).toBe(20_000);
    expect(parseParam('heartbeatTimeoutMs', '1.5m')).toBe(90_000);
    expect(parseParam('heartbeatTimeoutMs', '20000')).toBe(20_000);
    expect(parseParam('tokenMaxValidityS', '2d')).toBe(172_800);
    expect(parseParam('roomResumeAttempts', ' 7 ')).toBe(7);
    expect(parseParam('backoffSeriesS', '1s, 2s,4s')).toEqual([1, 2, 4]);
    expect(parseParam('tokenMinValidityS', '30')).toBe(30);
    expect(parseParam('backoffSeriesS', '1,2s,4')).toEqual([1, 2, 4]);
    expect(parseParam('memberTimeoutStarts', 'silence')).toBe('silence');
  });

  it('takes the ends of a range and nothing outside', () => {
    expect(parseParam('heartbeatTimeoutMs', '15s')).toBe(15_000);
    expect(parseParam('heartbeatTimeoutMs', '2m')).toBe(120_000);
    for (const text of ['14999', '120001', '-20s', '', 'soon', '20000.5', '1e5', 'NaN', 'Infinity']) {
      expect(() => parseParam('heartbeatTimeoutMs', text), text).toThrow(
        `Expected heartbeatTimeoutMs to be a duration from 15s to 2m, got "${text}". For example: heartbeatTimeoutMs=35s`,
      );
    }
    expect(() => parseParam('roomResumeAttempts', '1.5')).toThrow(/a whole number from 1 to 10, got "1.5"/);
    expect(() => parseParam('roomResumeAttempts', '3s')).toThrow(/a whole number/);
    expect(() => parseParam('tokenMinValidityS', '1500ms')).toThrow(
      /whole seconds \(a bare number is s\) from 0s to 1h, got "1500ms"/,
    );
    expect(() => parseParam('tokenMinValidityS', '30000')).toThrow(/from 0s to 1h, got "30000"/);
    expect(() => parseParam('backoffSeriesS', '2s,,4s')).toThrow(
      /For example: backoffSeriesS=2s,2s,4s,4s,8s/,
    );
    expect(() => parseParam('memberTimeoutStarts', 'never')).toThrow(/offline or silence, got "never"/);
  });

  it('names the nearest of an unknown parameter', () => {
    expect(() => parseFactId('heartbeatTimeout')).toThrow(
      /^Unknown parameter "heartbeatTimeout". The nearest are heartbeatTimeoutMs, /,
    );
    for (const text of ['toString', '__proto__', 'constructor', '']) {
      expect(() => parseFactId(text), text).toThrow(/^Unknown parameter/);
    }
  });

  it('reads back every number of a range', () => {
    const numbers = facts.filter((fact) => fact.kind === 'number');
    const cases = fc
      .constantFrom(...numbers)
      .chain((fact) =>
        fc.integer({ min: fact.range[0], max: fact.range[1] }).map((value) => [fact, value] as const),
      );
    fc.assert(
      fc.property(cases, ([fact, value]) => {
        expect(parseParam(fact.id, fact.unit === 's' ? `${value}s` : `${value}`)).toBe(value);
      }),
    );
  });
});
