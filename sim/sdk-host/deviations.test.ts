import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Observation } from '../check/observation.js';
import { DEVIATIONS, deviationOf } from './deviations.js';
import type { Parting } from './parting.js';

const PAGE = readFileSync(new URL('../../docs/fidelity.md', import.meta.url), 'utf8');

function parting(over: Partial<Parting>): Parting {
  return {
    kind: 'other',
    what: '',
    atMs: 0,
    real: '',
    model: '',
    given: { seed: 1, air: { kind: 'dns', ms: 20 }, database: 'works', steps: [], tailMs: 0 },
    realSeen: [],
    modelSeen: [],
    realAll: [],
    modelAll: [],
    realNext: undefined,
    modelNext: undefined,
    ...over,
  };
}

function connection(atMs: number, state: number, event: number): Observation {
  const data = { state, event, extendedData: '' };
  return { kind: 'event', atMs, device: 'phone', name: 'connectionStateChanged', data };
}

describe('the deviations', () => {
  it('are those of docs/fidelity.md, in the same order and with the same reasons', () => {
    const rows = [...PAGE.matchAll(/^\| `([a-z-]+)` \| (.+) \|$/gm)].map(([, id, why]) => ({ id, why }));
    expect(rows).toEqual(DEVIATIONS.map(({ id, why }) => ({ id, why })));
  });

  it('explain nothing by themselves', () => {
    const states = [0, 1, 2, 3].flatMap((state) => [0, 1, 2, 3].map((event) => [state, event] as const));
    for (const [state, event] of states) {
      const realNext = connection(1000, state, event);
      expect(deviationOf(parting({ kind: 'only real', realNext })), `${state}/${event}`).toBeUndefined();
      const modelNext = connection(1000, state, event);
      expect(deviationOf(parting({ kind: 'only model', modelNext })), `${state}/${event}`).toBeUndefined();
    }
  });

  it('know a socket that the model gave up because it stayed silent', () => {
    const socket = { kind: 'socket', device: 'phone', socket: 1 } as const;
    const modelSeen: Observation[] = [{ ...socket, atMs: 60, phase: 'opened' }];
    const closed = (atMs: number): Parting =>
      parting({ kind: 'only model', modelSeen, modelNext: { ...socket, atMs, phase: 'closed' } });
    expect(deviationOf(closed(10_060))?.id).toBe('silent-socket');
    expect(deviationOf(closed(9060))).toBeUndefined();
  });
});
