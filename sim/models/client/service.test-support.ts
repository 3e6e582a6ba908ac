// What every call has in common that only asks the backend something.
import { expect } from 'vitest';
import type { ClientDriver } from './driver.test-support.js';

/** It asks the backend with its arguments, resolves with the answer, and is refused without a network. */
export function expectService(
  client: ClientDriver,
  {
    name,
    args,
    value,
  }: {
    readonly name: string;
    readonly args: readonly unknown[];
    readonly value: Readonly<Record<string, unknown>>;
  },
): void {
  const call = client.call(name, ...args);
  expect(client.sent()).toMatchObject([{ kind: 'service', name, args }]);
  client.answer('service', { kind: 'service', value });
  expect(client.settled.get(call)).toEqual({ ok: true, value });
  client.close();
  expect(client.result(name, ...args)).toEqual({
    ok: false,
    code: 6000104,
    message: 'Network error.',
  });
}
