import { describe, expect, it } from 'vitest';
import { listScenarios, run, type Scenario } from '../../index.js';
import { allProperties } from '../../properties/index.js';
import { checkScenario } from '../runner/check-scenario.js';
import { checkLogs } from './check-logs.js';
import { sourceOf } from './logs.test-support.js';
import { ScenarioWriter } from './to-scenario.js';
import { logLines } from './write-log.js';

async function replayed(text: string): Promise<Scenario> {
  const writer = new ScenarioWriter();
  const { sdk } = await checkLogs([sourceOf(text)], {
    properties: [],
    onObservation: (one, epochMs) => writer.take(one, epochMs),
  });
  return writer.scenario({ name: 'log', title: 'A log', sdk });
}

const linesOn =
  (device: string) =>
  (wall: number, rest: object): string =>
    JSON.stringify({ device, wall, mono: wall, ...rest });

/** Of a log that hides who logs in. */
const LOGIN = {
  kind: 'call',
  id: 1,
  name: 'login',
  args: ['#00000000000000aa', { token: '#00000000000000bb@3600' }],
};

describe('a scenario from a log', () => {
  it.each(
    listScenarios()
      .filter(({ devices }) => devices.every(({ count }) => count === undefined))
      .map(({ name }) => name),
  )('can be run: %s', async (name) => {
    const scenario = listScenarios().find((one) => one.name === name);
    if (scenario === undefined) throw new Error(name);
    const { observations, sdk } = run(scenario);
    const written = await replayed(logLines(observations, { sdk }).join('\n'));
    const plain = JSON.parse(JSON.stringify(written)) as Scenario;
    expect(
      checkScenario(
        plain,
        allProperties.map(({ id }) => id),
      ),
    ).toEqual([]);
  });

  it('has the same outage and gets into the same room', async () => {
    const scenario = listScenarios().find(({ name }) => name === 'room-still-member');
    if (scenario === undefined) throw new Error('room-still-member is gone');
    const { observations, sdk } = run(scenario);
    const written = await replayed(logLines(observations, { sdk }).join('\n'));
    expect(written.faults).toHaveLength(1);
    expect(written.faults?.[0]).toMatchObject({ kind: 'offline', device: 'alice' });
    const again = run(written);
    const exercised = again.properties.filter(({ exercised: times }) => times > 0).map(({ id }) => id);
    expect(exercised).toEqual(expect.arrayContaining(['N1', 'N3', 'R0', 'R1', 'R2a']));
  });

  it('logs in where a console says nothing of calls, and loses the network when the log did', async () => {
    const written = await replayed(
      [
        '10:00:00 connectionStateChanged 2 0 {}',
        '10:01:00 connectionStateChanged {state: 3, event: 3}',
        '10:01:20 connectionStateChanged {state: 2, event: 0}',
      ].join('\n'),
    );
    expect(written.script).toEqual([{ at: '0ms', device: 'device-1', do: [{ call: 'login' }] }]);
    expect(written.faults).toEqual([{ kind: 'offline', at: '60000ms', for: '20000ms', device: 'device-1' }]);
    const n1 = run(written).properties.find(({ id }) => id === 'N1');
    expect(n1?.verdict).toBe('held');
    expect(n1?.exercised).toBeGreaterThan(0);
  });

  it('has no network where a login found none', async () => {
    const line = linesOn('phone');
    const written = await replayed(
      [
        line(1000, { kind: 'log', format: 1 }),
        line(2000, LOGIN),
        line(12_000, {
          kind: 'settle',
          id: 1,
          name: 'login',
          ok: false,
          error: { code: 6000105, message: '~15' },
        }),
      ].join('\n'),
    );
    expect(written.faults).toEqual([
      { kind: 'partition', at: '1000ms', for: '10000ms', between: ['phone', 'server'] },
    ]);
  });

  it('gives names to hashes, and texts to lengths', async () => {
    const line = linesOn('0123456789abcdef');
    const written = await replayed(
      [
        line(1000, { kind: 'log', format: 1 }),
        line(2000, LOGIN),
        line(2400, { kind: 'settle', id: 1, name: 'login', ok: true }),
        line(2400, {
          kind: 'call',
          id: 2,
          name: 'sendMessage',
          args: [{ type: 1, message: '~3' }, '#00000000000000cc', 0, {}],
        }),
        line(2500, { kind: 'call', id: 3, name: 'somethingNew', args: [] }),
      ].join('\n'),
    );
    expect(written.devices).toEqual([{ name: 'device-1', user: 'user-1', tokenValidity: '3599s' }]);
    expect(written.script).toEqual([
      {
        at: '1000ms',
        device: 'device-1',
        do: [{ call: 'login' }, { call: 'sendMessage', args: [{ type: 1, message: 'xxx' }, 'id-1', 0, {}] }],
      },
    ]);
  });
});
