// What happened in two runs, side by side; what both have is folded.

import { useEffect, useMemo, useRef } from 'preact/hooks';
import { aligned, type Pair, timeOf } from './align.js';
import { clock, plural } from './format.js';
import type { RunModel } from './run-model.js';

export interface DifferencesProps {
  readonly models: readonly [RunModel, RunModel];
  readonly names: readonly string[];
  readonly only: boolean;
  readonly nowMs: number;
  readonly onPick: (ms: number) => void;
}

const MOST_ROWS = 600;

type Line = Pair | { readonly skipped: number; readonly atMs: number };

export function Differences({ models, names, only, nowMs, onPick }: DifferencesProps) {
  const [first, second] = models;
  const lines = useMemo(() => {
    const pairs = aligned(first.run.observations, second.run.observations);
    return only ? folded(pairs) : pairs;
  }, [first, second, only]);
  const current = lines.findLastIndex((line) => ('skipped' in line ? line.atMs : timeOf(line)) <= nowMs);
  const scroller = useRef<HTMLElement>(null);
  useEffect(() => {
    const row = scroller.current?.querySelector<HTMLElement>('.now');
    if (row) (scroller.current as HTMLElement).scrollTop = row.offsetTop - 120;
  }, [current]);
  return (
    <section
      class="diff-scroll"
      ref={scroller}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      aria-label="Differences"
    >
      <table class="diff">
        <thead>
          <tr>
            <th scope="col">time</th>
            {names.map((name, index) => (
              <th key={name} scope="col">
                <span class={`badge badge-${index}`}>{index === 0 ? 'A' : 'B'}</span> {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lines.slice(0, MOST_ROWS).map((line, index) =>
            'skipped' in line ? (
              <tr key={index} class={`skipped ${index === current ? 'now' : ''}`}>
                <td colSpan={3}>… {plural(line.skipped, 'entry', 'entries')} that both have …</td>
              </tr>
            ) : (
              <tr key={index} class={index === current ? 'now' : ''}>
                <td>
                  <button type="button" class="time-link" onClick={() => onPick(timeOf(line))}>
                    {clock(timeOf(line))}
                  </button>
                </td>
                <td class={line.b === undefined ? 'only-a' : ''}>
                  {line.a && `${line.a.lane}: ${line.a.text}`}
                </td>
                <td class={line.a === undefined ? 'only-b' : ''}>
                  {line.b && `${line.b.lane}: ${line.b.text}`}
                </td>
              </tr>
            ),
          )}
        </tbody>
      </table>
      {lines.length > MOST_ROWS && <p class="dim">and {plural(lines.length - MOST_ROWS, 'line')} more</p>}
    </section>
  );
}

function folded(pairs: readonly Pair[]): readonly Line[] {
  const lines: Line[] = [];
  let skipped = 0;
  let atMs = 0;
  const flush = (): void => {
    if (skipped > 0) lines.push({ skipped, atMs });
    skipped = 0;
  };
  for (const pair of pairs) {
    if (pair.a !== undefined && pair.b !== undefined) {
      if (skipped === 0) atMs = timeOf(pair);
      skipped += 1;
    } else {
      flush();
      lines.push(pair);
    }
  }
  flush();
  return lines;
}
