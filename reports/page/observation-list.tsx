// The list of what happened: filtered, searched, and only as many rows in the document as can be seen.

import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { PageObservation } from '../html/page-document.js';
import { clock, plural } from './format.js';
import type { RunModel } from './run-model.js';

export interface Filter {
  readonly text: string;
  readonly faultsOnly: boolean;
  /** Names of kinds that are not shown. */
  readonly hidden: ReadonlySet<string>;
}

export interface ListProps {
  readonly model: RunModel;
  readonly moment: number;
  readonly filter: Filter;
  readonly onPick: (moment: number) => void;
}

const ROW = 28;
const VIEW = 460;
const BEYOND = 6;

export function ObservationList({ model, moment, filter, onPick }: ListProps) {
  const { observations } = model.run;
  const shown = useMemo(() => filtered(observations, filter), [observations, filter]);
  const scroller = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  /** Of several rows of one moment, the one that was asked for. */
  const [asked, setAsked] = useState(model.run.broken?.evidence.at(-1) ?? -1);
  const current = useMemo(() => currentRow(shown, observations, moment), [shown, observations, moment]);

  useEffect(() => {
    const element = scroller.current;
    if (element === null || current < 0) return;
    const at = current * ROW;
    if (at < element.scrollTop + ROW || at > element.scrollTop + element.clientHeight - 3 * ROW) {
      element.scrollTop = Math.max(0, at - element.clientHeight / 3);
    }
  }, [current]);

  const from = Math.max(0, Math.floor(top / ROW) - BEYOND);
  const to = Math.min(shown.length, Math.ceil((top + VIEW) / ROW) + BEYOND);
  const rows = [];
  for (let place = from; place < to; place++) {
    const row = observations[shown[place] as number] as PageObservation;
    rows.push(
      <Row
        key={shown[place]}
        row={row}
        place={place}
        count={shown.length}
        isNow={row.moment === moment}
        isAsked={shown[place] === asked}
        onPick={(picked) => {
          setAsked(shown[place] as number);
          onPick(picked);
        }}
      />,
    );
  }
  const first = current < 0 ? undefined : observations[shown[current] as number];
  const selected = observations[asked]?.moment === moment ? observations[asked] : first;
  return (
    <div>
      <p class="count" aria-live="polite">
        {plural(shown.length, 'entry', 'entries')}
        {shown.length < observations.length && ` of ${observations.length.toLocaleString('en')}`}
      </p>
      <section
        class="list-scroll"
        ref={scroller}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        aria-label="What happened"
        onScroll={(event) => setTop(event.currentTarget.scrollTop)}
      >
        <ol class="list" style={{ height: `${shown.length * ROW}px` }}>
          {rows}
        </ol>
      </section>
      {selected !== undefined && selected.moment === moment && <Details row={selected} />}
    </div>
  );
}

/** What a row has no room for. */
function Details({ row: { kind, text, data, where, stack } }: { readonly row: PageObservation }) {
  const source = stack ?? (where === undefined ? undefined : `at ${where}`);
  return (
    <>
      {kind === 'console' && <pre class="data">{text}</pre>}
      {source !== undefined && <pre class="data stack">{source}</pre>}
      {data !== undefined && <pre class="data">{JSON.stringify(data, undefined, 1)}</pre>}
    </>
  );
}

interface RowProps {
  readonly row: PageObservation;
  readonly place: number;
  readonly count: number;
  readonly isNow: boolean;
  readonly isAsked: boolean;
  readonly onPick: (moment: number) => void;
}

function Row({ row, place, count, isNow, isAsked, onPick }: RowProps) {
  return (
    <li
      class={isNow ? `now${isAsked ? ' asked' : ''}` : ''}
      style={{ top: `${place * ROW}px` }}
      aria-setsize={count}
      aria-posinset={place + 1}
    >
      <button type="button" aria-current={isNow ? 'true' : undefined} onClick={() => onPick(row.moment)}>
        <time>{clock(row.atMs)}</time>
        <span class={`lane lane-${row.kind}`}>{row.lane}</span>
        <span class={`text tone-${row.tone}`}>{row.text}</span>
        {row.where !== undefined && <span class="where-from">{shortPlace(row.where)}</span>}
      </button>
    </li>
  );
}

// `chat.ts:12`: the details say the folder and the column too.
function shortPlace(where: string): string {
  return where.replace(/(:\d+):\d+$/, '$1').replace(/^.*\//, '');
}

/** Places of the observations that a filter lets through. */
function filtered(observations: readonly PageObservation[], filter: Filter): readonly number[] {
  const words = filter.text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const places: number[] = [];
  for (const [place, row] of observations.entries()) {
    if (filter.faultsOnly && row.kind !== 'fault') continue;
    if (filter.hidden.has(row.kind)) continue;
    if (words.length > 0 && !matches(row, words)) continue;
    places.push(place);
  }
  return places;
}

const texts: WeakMap<PageObservation, string> = new WeakMap();

function matches(row: PageObservation, words: readonly string[]): boolean {
  let text = texts.get(row);
  if (text === undefined) {
    text =
      `${row.lane} ${row.kind} ${row.text} ${row.where ?? ''} ${JSON.stringify(row.data ?? '')}`.toLowerCase();
    texts.set(row, text);
  }
  return words.every((word) => text.includes(word));
}

// The row of the moment, or the last one before it.
function currentRow(
  shown: readonly number[],
  observations: readonly PageObservation[],
  moment: number,
): number {
  let from = 0;
  let to = shown.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((observations[shown[middle] as number] as PageObservation).moment < moment) from = middle + 1;
    else to = middle;
  }
  const found = observations[shown[from] as number];
  return found?.moment === moment ? from : from - 1;
}
