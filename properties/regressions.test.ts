// The smallest days that ever showed a mistake. With the mistake each still shows it, and without it each holds: what
// was repaired stays repaired. To add one, put a capsule into the folder.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parseCapsule } from '../sim/campaign/capsule.js';
import { replay } from '../sim/campaign/replay.js';
import { allProperties } from './index.js';
import { mutants } from './mutants/index.js';

const FOLDER = fileURLToPath(new URL('regressions/', import.meta.url));
const NAMES = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));

describe('the corpus', () => {
  it('is there', () => expect(NAMES.length).toBeGreaterThan(0));

  it.each(NAMES)('%s holds today', (name) => {
    const { run } = replay(capsuleIn(name), { properties: allProperties, wrap: undefined });
    expect(run?.outcome).toBe('held');
  });

  it.each(NAMES.filter((name) => capsuleIn(name).mutant !== undefined))(
    '%s fails with its mistake',
    (name) => {
      const capsule = capsuleIn(name);
      const id = capsule.mutant !== undefined && 'id' in capsule.mutant ? capsule.mutant.id : '';
      const wrap = mutants.find((mutant) => mutant.id === id)?.wrap;
      expect(replay(capsule, { properties: allProperties, wrap })).toMatchObject({ reproduced: true });
    },
  );
});

function capsuleIn(name: string): ReturnType<typeof parseCapsule> {
  return parseCapsule(readFileSync(`${FOLDER}${name}`, 'utf8'), name);
}
