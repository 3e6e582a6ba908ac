// What everybody knew at one time in two runs, where it differs.

import type { Json } from '../html/page-document.js';
import { plural } from './format.js';
import type { RunModel } from './run-model.js';

export function StateDifferences({
  models,
  nowMs,
}: {
  readonly models: readonly [RunModel, RunModel];
  readonly nowMs: number;
}) {
  const [first, second] = models;
  const rows = first.readers.flatMap((reader) => {
    const twin = second.readers.find(({ name }) => name === reader.name);
    const a = reader.at(first.momentAt(nowMs)).value;
    const b = twin?.at(second.momentAt(nowMs)).value ?? null;
    return differences(a, b, reader.name);
  });
  if (rows.length === 0) return <p>Nothing: they are the same.</p>;
  return (
    <section class="diff-scroll" aria-label="States that differ">
      <table class="diff">
        <thead>
          <tr>
            <th scope="col">what</th>
            <th scope="col">
              <span class="badge badge-0">A</span>
            </th>
            <th scope="col">
              <span class="badge badge-1">B</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, 80).map(([path, a, b]) => (
            <tr key={path}>
              <td class="path">{path}</td>
              <td class="only-a">{valueText(a)}</td>
              <td class="only-b">{valueText(b)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > 80 && <p class="dim">and {plural(rows.length - 80, 'difference')} more</p>}
    </section>
  );
}

type StateDifference = readonly [string, Json | undefined, Json | undefined];

function differences(a: Json | undefined, b: Json | undefined, path: string): readonly StateDifference[] {
  if (a === b) return [];
  if (isBranch(a) && isBranch(b)) {
    const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
    return [...keys].flatMap((key) => differences(own(a, key), own(b, key), `${path}.${key}`));
  }
  return [[path, a, b]];
}

function isBranch(value: Json | undefined): value is Readonly<Record<string, Json>> {
  return typeof value === 'object' && value !== null;
}

function own(value: Readonly<Record<string, Json>>, key: string): Json | undefined {
  return Object.hasOwn(value, key) ? value[key] : undefined;
}

function valueText(value: Json | undefined): string {
  if (value === undefined) return '–';
  const text = JSON.stringify(value);
  return text.length > 160 ? `${text.slice(0, 160)}…` : text;
}
