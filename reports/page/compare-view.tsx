// Two runs side by side: where they part, which faults only one of them has, what happened in only one of them, and
// what differs in what everybody knew. Both share the time and the window.

import { useEffect, useState } from 'preact/hooks';
import type { PageOther, PageRun } from '../html/page-document.js';
import { Differences } from './differences.js';
import { clock } from './format.js';
import { type Place, writePlace } from './hash.js';
import { useKeys } from './keys.js';
import type { RunModel } from './run-model.js';
import { StateDifferences } from './state-differences.js';
import { following, zoomed } from './time-window.js';
import { Timeline, type TimeWindow } from './timeline.js';
import { ZoomButtons } from './zoom-buttons.js';

export interface CompareProps {
  readonly models: readonly [RunModel, RunModel];
  readonly other: PageOther;
  readonly start: Place;
  readonly onHelp: () => void;
  readonly onRun: () => void;
}

export function CompareView({ models, other, start, onHelp, onRun }: CompareProps) {
  const [first, second] = models;
  const { parting, names } = other;
  const endMs = Math.max(first.run.virtualMs, second.run.virtualMs);
  const [nowMs, setNow] = useState(start.timeMs ?? parting?.atMs ?? 0);
  const [shown, setShown] = useState<TimeWindow>({ fromMs: 0, toMs: endMs });
  const [differencesOnly, setDifferencesOnly] = useState(true);

  const go = (ms: number): void => {
    setNow(ms);
    setShown((window) => following(window, ms, endMs));
  };
  const step = (by: 1 | -1): void => {
    const nexts = models.map((model) => {
      const at = model.momentAt(nowMs);
      return model.timeOf(model.step(at, by, false));
    });
    const ahead = nexts.filter((ms) => (by > 0 ? ms > nowMs : ms < nowMs));
    if (ahead.length > 0) go(by > 0 ? Math.min(...ahead) : Math.max(...ahead));
  };
  const zoom = (factor: number): void => setShown(zoomed(shown, factor, { aroundMs: nowMs, endMs }));

  useEffect(() => writePlace({ view: 'compare', timeMs: nowMs }), [nowMs]);
  useKeys({
    ArrowRight: () => step(1),
    ArrowLeft: () => step(-1),
    Home: () => go(0),
    End: () => go(endMs),
    v: () => go(first.run.broken?.atMs ?? second.run.broken?.atMs ?? nowMs),
    '?': onHelp,
    '+': () => zoom(0.5),
    '=': () => zoom(0.5),
    '-': () => zoom(2),
    '0': () => setShown({ fromMs: 0, toMs: endMs }),
    c: onRun,
  });

  return (
    <>
      <section class="verdict is-compare" aria-label="Where they part">
        <p class="verdict-word">
          {parting === undefined ? (
            'the same run twice'
          ) : (
            <>
              they part at{' '}
              <button type="button" class="time-link" onClick={() => go(parting.atMs)}>
                {clock(parting.atMs)}
              </button>
            </>
          )}
        </p>
        <h1>{headline(first.run, second.run, names)}</h1>
        {parting !== undefined && (
          <ul class="evidence" aria-label="What comes next in each">
            {models.map((model, index) => (
              <li key={names[index]}>
                <span class={`badge badge-${index}`}>{index === 0 ? 'A' : 'B'}</span> goes on with:{' '}
                {model.whatOf(parting.moments[index] ?? 0)}{' '}
                <span class="dim">at {clock(model.timeOf(parting.moments[index] ?? 0))}</span>
              </li>
            ))}
          </ul>
        )}
        <FaultDifferences runs={[first.run, second.run]} names={names} />
      </section>
      <section class="card" aria-labelledby="both-title">
        <h2 id="both-title">Both on one clock</h2>
        <div class="tools">
          <button type="button" onClick={() => step(-1)} aria-label="One event back">
            ◀
          </button>
          <button type="button" onClick={() => step(1)} aria-label="One event on">
            ▶
          </button>
          <output class="now" aria-live="polite">
            <strong>{clock(nowMs)}</strong>
          </output>
          <span class="spacer" />
          <ZoomButtons zoom={zoom} onFit={() => setShown({ fromMs: 0, toMs: endMs })} />
        </div>
        {models.map((model, index) => (
          <div key={names[index]} class="compared">
            <h3>
              <span class={`badge badge-${index}`}>{index === 0 ? 'A' : 'B'}</span> {names[index]}{' '}
              <span class={model.run.broken === undefined ? 'tone-good' : 'tone-bad'}>
                {model.run.outcome}
              </span>
            </h3>
            <Timeline
              model={model}
              nowMs={nowMs}
              window={shown}
              onWindow={setShown}
              onPick={go}
              allProperties={false}
              heartbeats={false}
              partingMs={parting?.atMs}
              label={`Timeline of ${names[index]}`}
            />
          </div>
        ))}
      </section>
      <section class="card" aria-labelledby="differences-title">
        <h2 id="differences-title">What happened in only one of them</h2>
        <label class={differencesOnly ? 'toggle on' : 'toggle'}>
          <input
            type="checkbox"
            checked={differencesOnly}
            onChange={({ currentTarget }) => setDifferencesOnly(currentTarget.checked)}
          />{' '}
          differences only
        </label>
        <Differences models={models} names={names} only={differencesOnly} nowMs={nowMs} onPick={go} />
      </section>
      <section class="card" aria-labelledby="knew-title">
        <h2 id="knew-title">What they knew differently at {clock(nowMs)}</h2>
        <StateDifferences models={models} nowMs={nowMs} />
      </section>
    </>
  );
}

function headline(a: PageRun, b: PageRun, names: readonly [string, string]): string {
  if (a.broken !== undefined && b.broken === undefined)
    return `${names[0]}: ${a.broken.reason}. ${names[1]}: all holds.`;
  if (b.broken !== undefined && a.broken === undefined)
    return `${names[1]}: ${b.broken.reason}. ${names[0]}: all holds.`;
  if (a.broken !== undefined && b.broken !== undefined)
    return `Both are broken: ${a.broken.reason}; ${b.broken.reason}`;
  return 'Both hold.';
}

function FaultDifferences({
  runs,
  names,
}: {
  readonly runs: readonly [PageRun, PageRun];
  readonly names: readonly string[];
}) {
  const only = runs.map((run, index) => {
    const others = new Set((runs[1 - index] as PageRun).schedule.faults.map(({ yaml }) => yaml));
    return run.schedule.faults.filter(({ yaml }) => !others.has(yaml));
  });
  if (only.every((faults) => faults.length === 0)) return <p>The faults are the same.</p>;
  return (
    <ul class="evidence">
      {only.flatMap((faults, index) =>
        faults.map((fault) => (
          <li key={`${index} ${fault.yaml}`}>
            <span class={`badge badge-${index}`}>{index === 0 ? 'A' : 'B'}</span> only {names[index]} has{' '}
            <strong>{fault.text}</strong> at {clock(fault.fromMs)}
          </li>
        )),
      )}
    </ul>
  );
}
