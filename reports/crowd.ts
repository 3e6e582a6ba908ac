// A few devices out of many, for pictures in which a crowd has no room: those that something went wrong on before others.
import type { RunReport } from './run-report.js';

/**
 * At most so many of some devices, in their order.
 *
 * @example fewOf(report, report.hosts.slice(2), 8)
 */
export function fewOf(
  { properties }: Pick<RunReport, 'properties'>,
  devices: readonly string[],
  most: number,
): readonly string[] {
  if (devices.length <= most) return devices;
  const wrong = new Set(
    properties
      .filter(({ verdict }) => verdict === 'violated' || verdict === 'pending')
      .map(({ device }) => device),
  );
  const ordered = [
    ...devices.filter((name) => wrong.has(name)),
    ...devices.filter((name) => !wrong.has(name)),
  ];
  const few = new Set(ordered.slice(0, most));
  return devices.filter((name) => few.has(name));
}
