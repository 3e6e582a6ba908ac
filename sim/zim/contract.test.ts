import { describe, expect, it } from 'vitest';
import { CONTRACT, CONTRACT_IDS, type ContractId, contractRow } from './contract.js';

describe('the contract', () => {
  it('has every row once, in order', () => {
    const ids: ContractId[] = [
      ...(['N1', 'N2', 'N3', 'N4', 'N5', 'N6', 'K1', 'K2', 'T0', 'T1', 'T2', 'T3'] as const),
      ...(['R0', 'R1', 'R2a', 'R2b', 'R2c', 'R2d', 'R3', 'R4', 'R5'] as const),
      ...(['A1', 'A2', 'A3', 'A4', 'A5', 'A6', 'A7'] as const),
    ];
    expect(CONTRACT_IDS).toEqual(ids);
  });

  it('says each in one sentence, with somebody who says so and advice', () => {
    for (const row of CONTRACT) {
      expect(row.statement, row.id).toMatch(/\.$/);
      expect(row.statement, row.id).not.toMatch(/\. /);
      expect(row.advice, row.id).toMatch(/\.$/);
      expect(row.provenance.length, row.id).toBeGreaterThan(0);
    }
  });

  it('is found by id, whatever the case', () => {
    expect(contractRow('r2B')?.id).toBe('R2b');
    expect(contractRow('R2')).toBeUndefined();
  });
});
