// How many behaviours were known after so many runs, how many there may be, and how fast the runs went.

import { scaleLinear } from 'd3-scale';
import type { CampaignPage, CampaignSample } from '../html/page-document.js';
import { plural } from './format.js';

const WIDTH = 460;
const HEIGHT = 210;
const LEFT = 48;
const BOTTOM = 28;

export function Discovery({ page }: { readonly page: CampaignPage }) {
  const { behaviours, seenOnce, seenTwice, history } = page;
  // Chao's estimate: as many are unseen as those that were seen once and twice make likely.
  const unseen = Math.round((seenOnce * (seenOnce - 1)) / (2 * (seenTwice + 1)));
  return (
    <section class="card" aria-labelledby="discovery-title">
      <h2 id="discovery-title">What may be left</h2>
      <p>
        {plural(behaviours, 'behaviour')} seen, {seenOnce} of them in one run only. By that, more runs of this
        kind would show about <strong>{plural(unseen, 'more', 'more')}</strong> (Chao), and the next run shows
        a new one with a chance of about {(page.chanceOfNews * 100).toPrecision(2)} % (Good and Turing).
      </p>
      {history.length > 0 && (
        <div class="charts">
          <Chart
            title="behaviours, by runs"
            points={[[0, 0], ...history.map(({ runs, behaviours: known }) => [runs, known] as const)]}
            line={behaviours + unseen}
            lineText={`about ${behaviours + unseen}`}
          />
          <Chart title="runs a second, by seconds" points={speeds(history)} />
        </div>
      )}
    </section>
  );
}

// Workers bring in batches in clumps, so each point looks back over a twentieth of all samples.
function speeds(history: readonly CampaignSample[]): readonly (readonly [number, number])[] {
  const points: (readonly [number, number])[] = [];
  const back = Math.max(1, Math.round(history.length / 20));
  for (const [index, sample] of history.entries()) {
    const before = history[index - back] ?? { runs: 0, seconds: 0 };
    const seconds = sample.seconds - before.seconds;
    if (seconds > 0) points.push([sample.seconds, (sample.runs - before.runs) / seconds]);
  }
  return points;
}

interface ChartProps {
  readonly title: string;
  readonly points: readonly (readonly [number, number])[];
  readonly line?: number;
  readonly lineText?: string;
}

function Chart({ title, points, line, lineText }: ChartProps) {
  const x = scaleLinear([0, Math.max(points.at(-1)?.[0] ?? 1, 0.001)], [LEFT, WIDTH - 10]);
  const y = scaleLinear(
    [0, Math.max(1, line ?? 0, ...points.map(([, value]) => value)) * 1.08],
    [HEIGHT - BOTTOM, 8],
  );
  const path = points
    .map(([runs, value], index) => `${index === 0 ? 'M' : 'L'}${x(runs)},${y(value)}`)
    .join('');
  return (
    <figure>
      <figcaption>{title}</figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={title}>
        {y.ticks(4).map((tick) => (
          <g key={tick}>
            <line class="grid" x1={LEFT} x2={WIDTH - 10} y1={y(tick)} y2={y(tick)} />
            <text x={LEFT - 6} y={y(tick) + 4} text-anchor="end">
              {tick.toLocaleString('en')}
            </text>
          </g>
        ))}
        {x.ticks(4).map((tick) => (
          <text key={tick} x={x(tick)} y={HEIGHT - 8} text-anchor="middle">
            {tick.toLocaleString('en')}
          </text>
        ))}
        {line !== undefined && (
          <>
            <line class="limit" x1={LEFT} x2={WIDTH - 10} y1={y(line)} y2={y(line)} />
            <text class="limit-text" x={WIDTH - 12} y={y(line) - 5} text-anchor="end">
              {lineText}
            </text>
          </>
        )}
        <path class="curve" d={path} />
      </svg>
    </figure>
  );
}
