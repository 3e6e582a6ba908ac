// What a campaign came to: outcomes, failures by property, what was covered and what never was, and what may be left.

import type { CampaignFailure, CampaignPage } from '../html/page-document.js';
import { CopyButton } from './copy-button.js';
import { Discovery } from './discovery.js';
import { clock, plural } from './format.js';
import { HeatMap } from './heat-map.js';
import { SchedulePicture } from './schedule-picture.js';
import { toggleTheme } from './theme.js';

export function CampaignView({ page }: { readonly page: CampaignPage }) {
  const failed = page.failures.length > 0;
  const bad = page.outcomes.filter(([name]) => name !== 'held').reduce((sum, [, runs]) => sum + runs, 0);
  return (
    <>
      <header>
        <p class="where">
          <strong>{page.name}</strong> <span class="dim">campaign, seed {page.seed}</span>
        </p>
        <p class="facts dim">
          runs {page.ranges} · {page.events.toLocaleString('en')} events · {page.faults.toLocaleString('en')}{' '}
          faults · {clock(page.virtualMs).slice(0, -4)} of virtual time · zim-sim {page.zimSim}
        </p>
        <nav aria-label="Page">
          <button type="button" onClick={toggleTheme} aria-label="Light or dark">
            ◐
          </button>
        </nav>
      </header>
      <main>
        <section class={`verdict ${failed ? 'is-bad' : 'is-good'}`} aria-label="Verdict">
          <p class="verdict-word">
            <span aria-hidden="true">{failed ? '✗' : '✓'}</span> {plural(page.runs, 'run')}
          </p>
          <h1>{failed ? verdictOf(bad, page.failures.length) : 'Every run held.'}</h1>
          <Outcomes outcomes={page.outcomes} runs={page.runs} />
          <ul class="tiles">
            <Tile value={page.runs.toLocaleString('en')} name="runs" />
            {page.seconds !== undefined && page.seconds > 0 && (
              <>
                <Tile
                  value={Math.round(page.runs / page.seconds).toLocaleString('en')}
                  name="runs a second"
                />
                <Tile value={`${page.seconds.toFixed(1)} s`} name="of real time" />
              </>
            )}
            <Tile value={page.behaviours.toLocaleString('en')} name="behaviours seen" />
            <Tile value={chance(page.chanceOfNews)} name="chance that the next run shows a new one" />
          </ul>
        </section>
        <Failures failures={page.failures} />
        <section class="card" aria-labelledby="heat-title">
          <h2 id="heat-title">Which fault met which state</h2>
          <p class="dim">In how many runs a fault of this kind began while a client was in this state.</p>
          <HeatMap heat={page.heat} runs={page.runs} />
        </section>
        <Discovery page={page} />
        <Pairs page={page} />
        <Goals page={page} />
      </main>
    </>
  );
}

function Tile({ value, name }: { readonly value: string; readonly name: string }) {
  return (
    <li>
      <strong>{value}</strong> <span>{name}</span>
    </li>
  );
}

function Outcomes({ outcomes, runs }: Pick<CampaignPage, 'outcomes' | 'runs'>) {
  return (
    <div class="outcomes">
      <div class="outcome-bar" aria-hidden="true">
        {outcomes.map(([name, count]) => (
          <span
            key={name}
            class={name === 'held' ? 'fill-good' : name === 'stuck' ? 'fill-warn' : 'fill-bad'}
            style={{ flexGrow: Math.max(count, runs * 0.004) }}
          />
        ))}
      </div>
      <p>
        {outcomes.map(([name, count]) => (
          <span
            key={name}
            class={name === 'held' ? 'tone-good' : name === 'stuck' ? 'tone-warn' : 'tone-bad'}
          >
            {name} {count.toLocaleString('en')}{' '}
          </span>
        ))}
      </p>
    </div>
  );
}

function Failures({ failures }: Pick<CampaignPage, 'failures'>) {
  const groups = new Map<string, CampaignFailure[]>();
  for (const failure of failures)
    groups.set(failure.property, [...(groups.get(failure.property) ?? []), failure]);
  if (failures.length === 0) return null;
  return (
    <section class="card" aria-labelledby="failures-title">
      <h2 id="failures-title">Failures, by property</h2>
      {[...groups].map(([property, of]) => (
        <div key={property} class="failure-group">
          <h3>
            <span class="property-id">{property}</span> {of[0]?.title}
          </h3>
          {of.map((failure) => (
            <Failure key={failure.reproduce} failure={failure} />
          ))}
        </div>
      ))}
    </section>
  );
}

function Failure({ failure }: { readonly failure: CampaignFailure }) {
  const { reason, verdict, runs, index, scenario, schedule, originalFaults, reproduce, page } = failure;
  return (
    <article class="failure">
      <p class="reason">{reason}</p>
      <p class="dim">
        {verdict} in {plural(runs, 'run')}, first in run {index} of {scenario} ·{' '}
        {plural(schedule.faults.length, 'fault')}
        {schedule.faults.length < originalFaults && `, of ${originalFaults}`}
      </p>
      <SchedulePicture schedule={schedule} />
      <p class="buttons">
        {page !== undefined && (
          <a class="button" href={page}>
            Open its timeline
          </a>
        )}
        <code>{reproduce}</code>
        <CopyButton label="Copy command" text={reproduce} />
      </p>
    </article>
  );
}

function Pairs({ page }: { readonly page: CampaignPage }) {
  return (
    <section class="card" aria-labelledby="pairs-title">
      <h2 id="pairs-title">Pairs of state and event</h2>
      {(['connection', 'room'] as const).map((about) => {
        const pairs = page.pairs.filter((pair) => pair.about === about);
        const seen = pairs.filter(({ runs }) => runs > 0).length;
        return (
          <div key={about}>
            <h3>
              {about}{' '}
              <span class="dim">
                {seen} of {pairs.length} seen
              </span>
            </h3>
            <ul class="pairs">
              {pairs.map(({ pair, text, runs }) => (
                <li key={pair} class={runs > 0 ? 'seen' : 'never'} title={text}>
                  <strong>{pair}</strong> {text} <span>{runs > 0 ? runs.toLocaleString('en') : 'never'}</span>
                </li>
              ))}
            </ul>
          </div>
        );
      })}
    </section>
  );
}

function Goals({ page }: { readonly page: CampaignPage }) {
  const rows = page.properties.toSorted((a, b) => a.exercised - b.exercised);
  return (
    <section class="card" aria-labelledby="goals-title">
      <h2 id="goals-title">Goals: how often each property was put to the test</h2>
      <ul class="goals">
        {rows.map(({ id, title, exercised, violated, pending }) => (
          <li key={id} title={title}>
            <span class="goal-id">
              <strong>{id}</strong> {title}
            </span>
            <span class="goal-bar" aria-hidden="true">
              <span style={{ width: `${(exercised / Math.max(1, page.runs)) * 100}%` }} />
            </span>
            <span class={violated + pending > 0 ? 'tone-bad' : exercised === 0 ? 'tone-warn' : 'dim'}>
              {exercised === 0 ? 'never' : share(exercised, page.runs)}
              {violated > 0 && `, violated in ${violated}`}
              {pending > 0 && `, stuck in ${pending}`}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function share(part: number, of: number): string {
  const percentage = (part / Math.max(1, of)) * 100;
  return `${percentage >= 10 ? percentage.toFixed(0) : percentage.toPrecision(2)} %`;
}

function chance(value: number): string {
  return value === 0 ? 'under 1 in all' : share(value, 1);
}

/** Some failures show only when two runs are compared, and none of them is a run that failed. */
function verdictOf(runs: number, ways: number): string {
  if (runs === 0) return `Every run held, and comparing two of them shows ${plural(ways, 'mistake')}.`;
  return `${plural(runs, 'run')} failed, in ${plural(ways, 'way')}.`;
}
