// What the run came to, in the largest letters of the page: what was broken, when, why, and what to run.

import type { PageRun } from '../html/page-document.js';
import { CopyButton } from './copy-button.js';
import { clock } from './format.js';

export interface VerdictProps {
  readonly run: PageRun;
  readonly onPick: (moment: number) => void;
}

export function Verdict({ run, onPick }: VerdictProps) {
  const { broken, missed } = run;
  const isGood = broken === undefined && missed.length === 0;
  return (
    <section class={`verdict ${isGood ? 'is-good' : 'is-bad'}`} aria-label="Verdict">
      <p class="verdict-word">
        <span aria-hidden="true">{isGood ? '✓' : '✗'}</span> {wordOf(run)}
        {broken !== undefined && (
          <>
            {' at '}
            <button type="button" class="time-link" onClick={() => onPick(broken.moment)}>
              {clock(broken.atMs)}
            </button>
            {broken.device !== undefined && ` on ${broken.device}`}
          </>
        )}
      </p>
      {broken === undefined ? (
        <h1>{isGood ? heldSentence(run) : `Not reached: ${missed.join(', ')}`}</h1>
      ) : (
        <>
          <h1>
            <span class="property-id">{broken.id}</span> {broken.title}
          </h1>
          <p class="reason">{broken.reason}</p>
          {broken.advice !== undefined && <p class="advice">For apps, where it holds: {broken.advice}</p>}
          {broken.stack !== undefined && <pre class="data stack">{broken.stack}</pre>}
          <Evidence run={run} onPick={onPick} />
        </>
      )}
      {run.reproduce !== '' && (
        <p class="again">
          <span>Run it again</span> <code>{run.reproduce}</code>
        </p>
      )}
      <p class="buttons">
        {run.reproduce !== '' && <CopyButton label="Copy command" text={run.reproduce} />}
        <CopyButton label="Copy schedule (YAML)" text={`${run.scheduleYaml}\n`} />
        <CopyButton label="Copy summary (Markdown)" text={run.markdown} />
      </p>
      {run.leftOut.map((sentence) => (
        <p class="left-out" key={sentence}>
          {sentence}
        </p>
      ))}
    </section>
  );
}

function Evidence({ run, onPick }: VerdictProps) {
  const rows = (run.broken?.evidence ?? []).map((place) => run.observations[place]);
  if (rows.length === 0) return null;
  return (
    <ul class="evidence" aria-label="What shows it">
      {rows.map(
        (row) =>
          row !== undefined && (
            <li key={`${row.moment} ${row.text}`}>
              <button type="button" class="time-link" onClick={() => onPick(row.moment)}>
                {clock(row.atMs)}
              </button>{' '}
              <span class="lane">{row.lane}</span> {row.text}
            </li>
          ),
      )}
    </ul>
  );
}

function wordOf({ broken, missed, outcome }: PageRun): string {
  if (broken?.verdict === 'pending') return 'stuck: still waiting at the end';
  if (broken === undefined && missed.length > 0) return 'a goal was missed';
  return outcome;
}

function heldSentence({ properties }: PageRun): string {
  const held = properties.filter(({ verdict }) => verdict === 'held').length;
  return `All ${held} properties that were put to the test held.`;
}
