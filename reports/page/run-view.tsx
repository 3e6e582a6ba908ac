// One run: verdict, schedule, picture, what everybody knew, what happened. It owns the cursor.

import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { clock } from './format.js';
import { type Place, readPlace, writePlace } from './hash.js';
import { useKeys } from './keys.js';
import { Legend } from './legend.js';
import { type Filter, ObservationList } from './observation-list.js';
import type { RunModel } from './run-model.js';
import { SchedulePicture } from './schedule-picture.js';
import { StatePanel } from './state-panel.js';
import { following, zoomed } from './time-window.js';
import { Timeline, type TimeWindow } from './timeline.js';
import { Verdict } from './verdict.js';
import { ZoomButtons } from './zoom-buttons.js';

export interface RunViewProps {
  readonly model: RunModel;
  readonly start: Place;
  readonly onHelp: () => void;
  readonly onCompare: () => void;
}

const KINDS: readonly string[] = [
  'call',
  'settle',
  'event',
  'user',
  'ui',
  'console',
  'socket',
  'device',
  'backend',
  'fault',
  'error',
];

export function RunView({ model, start, onHelp, onCompare }: RunViewProps) {
  const { run } = model;
  const endMs = run.virtualMs;
  const [moment, setMoment] = useState(() => firstMoment(model, start));
  const [shown, setShown] = useState<TimeWindow>({ fromMs: 0, toMs: endMs });
  const [filter, setFilter] = useState<Filter>({ text: '', faultsOnly: false, hidden: new Set() });
  const [allProperties, setAllProperties] = useState(false);
  const [heartbeats, setHeartbeats] = useState(false);
  const search = useRef<HTMLInputElement>(null);
  const nowMs = model.timeOf(moment);

  const go = useCallback(
    (next: number) => {
      const inside = Math.max(0, Math.min(model.count - 1, next));
      setMoment(inside);
      setShown((window) => following(window, model.timeOf(inside), endMs));
    },
    [model, endMs],
  );
  const step = (by: 1 | -1, times: number): void => {
    let next = moment;
    for (let count = 0; count < times; count++) next = model.step(next, by, filter.faultsOnly);
    go(next);
  };
  const zoom = (factor: number): void => setShown(zoomed(shown, factor, { aroundMs: nowMs, endMs }));

  useEffect(() => writePlace({ view: 'run', moment }), [moment]);
  useEffect(() => {
    const listen = (): void => {
      const { moment: next } = readPlace(location.hash);
      if (next !== undefined) go(next);
    };
    addEventListener('hashchange', listen);
    return () => removeEventListener('hashchange', listen);
  }, [go]);

  useKeys({
    ArrowRight: ({ shiftKey }) => step(1, shiftKey ? 10 : 1),
    ArrowLeft: ({ shiftKey }) => step(-1, shiftKey ? 10 : 1),
    Home: () => go(0),
    End: () => go(model.count - 1),
    v: () => go(run.broken?.moment ?? moment),
    f: () => setFilter({ ...filter, faultsOnly: !filter.faultsOnly }),
    '/': () => search.current?.focus(),
    '?': onHelp,
    '+': () => zoom(0.5),
    '=': () => zoom(0.5),
    '-': () => zoom(2),
    '0': () => setShown({ fromMs: 0, toMs: endMs }),
    c: onCompare,
  });

  return (
    <>
      <Verdict run={run} onPick={go} />
      <section class="card" aria-labelledby="faults-title">
        <h2 id="faults-title">The faults</h2>
        {run.story !== '' && (
          <p class="story">
            <strong>What should happen:</strong> {run.story}
          </p>
        )}
        <SchedulePicture schedule={run.schedule} />
      </section>
      <section class="card" aria-labelledby="timeline-title">
        <h2 id="timeline-title">What happened</h2>
        <div class="tools">
          <button type="button" onClick={() => step(-1, 1)} aria-label="One event back">
            ◀
          </button>
          <button type="button" onClick={() => step(1, 1)} aria-label="One event on">
            ▶
          </button>
          {run.broken !== undefined && (
            <button type="button" onClick={() => go(run.broken?.moment ?? 0)}>
              Where it broke
            </button>
          )}
          <output class="now" aria-live="polite">
            <strong>{clock(nowMs)}</strong> {model.whatOf(moment)}
          </output>
          <span class="spacer" />
          <Toggle label="heartbeats" on={heartbeats} onChange={setHeartbeats} />
          <Toggle label="all properties" on={allProperties} onChange={setAllProperties} />
          <ZoomButtons zoom={zoom} onFit={() => setShown({ fromMs: 0, toMs: endMs })} />
        </div>
        <Timeline
          model={model}
          nowMs={nowMs}
          window={shown}
          onWindow={setShown}
          onPick={(ms) => go(model.momentAt(ms))}
          allProperties={allProperties}
          heartbeats={heartbeats}
          label="Timeline of the run; the list below says the same"
        />
        <Legend hasConsole={run.observations.some(({ kind }) => kind === 'console')} />
      </section>
      <div class="columns">
        <section class="card" aria-labelledby="list-title">
          <h2 id="list-title">Step by step</h2>
          <div class="tools">
            <input
              ref={search}
              type="search"
              placeholder="Search  ( / )"
              aria-label="Search what happened"
              value={filter.text}
              onInput={({ currentTarget }) => setFilter({ ...filter, text: currentTarget.value })}
            />
            <Toggle
              label="faults only"
              on={filter.faultsOnly}
              onChange={(faultsOnly) => setFilter({ ...filter, faultsOnly })}
            />
          </div>
          <fieldset class="kinds">
            <legend class="sr">Kinds that are shown</legend>
            {KINDS.filter((kind) => run.observations.some((row) => row.kind === kind)).map((kind) => (
              <Toggle
                key={kind}
                label={kind}
                on={!filter.hidden.has(kind)}
                onChange={(on) => setFilter({ ...filter, hidden: toggled(filter.hidden, kind, !on) })}
              />
            ))}
          </fieldset>
          <ObservationList model={model} moment={moment} filter={filter} onPick={go} />
        </section>
        <section class="card" aria-labelledby="state-title">
          <h2 id="state-title">What everybody knew at {clock(nowMs)}</h2>
          <StatePanel model={model} moment={moment} />
        </section>
      </div>
      <Properties model={model} />
    </>
  );
}

function Properties({ model }: { readonly model: RunModel }) {
  const { properties } = model.run;
  // What is broken first; that runs get to a property is said by how often it was put to the test.
  const rank = (verdict: string): number => (verdict === 'violated' ? 0 : verdict === 'pending' ? 1 : 2);
  const own = properties.filter(({ id }) => !id.endsWith('.reached'));
  const tested = own
    .filter(({ exercised, verdict }) => exercised > 0 || verdict === 'pending' || verdict === 'violated')
    .sort((a, b) => rank(a.verdict) - rank(b.verdict));
  return (
    <details class="card">
      <summary>
        {tested.length} properties were put to the test, {own.length - tested.length} were not
      </summary>
      <ul class="properties">
        {tested.map(({ id, title, verdict, exercised, reason }) => (
          <li key={id}>
            <span class={`verdict-${verdict.replace(' ', '-')}`}>{verdict}</span> <strong>{id}</strong>{' '}
            {title}{' '}
            <span class="dim">
              {exercised === 1 ? 'once' : `${exercised} times`}
              {reason === undefined ? '' : `: ${reason}`}
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}

interface ToggleProps {
  readonly label: string;
  readonly on: boolean;
  readonly onChange: (on: boolean) => void;
}

function Toggle({ label, on, onChange }: ToggleProps) {
  return (
    <label class={on ? 'toggle on' : 'toggle'}>
      <input type="checkbox" checked={on} onChange={({ currentTarget }) => onChange(currentTarget.checked)} />{' '}
      {label}
    </label>
  );
}

function toggled(set: ReadonlySet<string>, entry: string, isIn: boolean): ReadonlySet<string> {
  const next = new Set(set);
  if (isIn) next.add(entry);
  else next.delete(entry);
  return next;
}

// The address says it, else it begins where it broke.
function firstMoment(model: RunModel, { moment, timeMs }: Place): number {
  if (moment !== undefined) return Math.min(moment, model.count - 1);
  if (timeMs !== undefined) return model.momentAt(timeMs);
  return model.run.broken?.moment ?? model.step(0, 1, false);
}
