// The faults of a run as a picture; where it was made small, above all those that it began with.

import type { PageFault, PageSchedule } from '../html/page-document.js';
import { clock, plural } from './format.js';

export function SchedulePicture({ schedule }: { readonly schedule: PageSchedule }) {
  const { original, faults, endMs } = schedule;
  const longest = Math.max(endMs, original?.endMs ?? 0);
  const kept = new Set(faults.map(({ kind }) => kind));
  return (
    <div class="schedules">
      <Track
        name={original === undefined ? 'faults' : 'what is left'}
        faults={faults}
        endMs={longest}
        ownEndMs={endMs}
      />
      {original !== undefined && (
        <Track
          name="as it was drawn"
          faults={original.faults}
          endMs={longest}
          ownEndMs={original.endMs}
          kept={kept}
        />
      )}
    </div>
  );
}

interface TrackProps {
  readonly name: string;
  readonly faults: readonly PageFault[];
  readonly endMs: number;
  readonly ownEndMs: number;
  /** Kinds that are still there; others are pale. */
  readonly kept?: ReadonlySet<string>;
}

function Track({ name, faults, endMs, ownEndMs, kept }: TrackProps) {
  const share = (ms: number): string => `${(Math.min(ms, endMs) / Math.max(1, endMs)) * 100}%`;
  return (
    <figure class="track">
      <figcaption>
        <strong>{name}</strong>{' '}
        <span class="dim">
          {plural(faults.length, 'fault')} in {clock(ownEndMs).slice(0, -4)}
        </span>
      </figcaption>
      <ul>
        {faults.map((fault, index) => (
          <li key={index} class={kept === undefined || kept.has(fault.kind) ? '' : 'pale'} title={fault.yaml}>
            <span class="track-label">
              <time>{clock(fault.fromMs).replace(/\.000$/, '')}</time> {fault.text}
            </span>
            <span class="track-line" aria-hidden="true">
              <span
                class={fault.toMs === undefined ? 'instant' : 'span'}
                style={{
                  left: share(fault.fromMs),
                  ...(fault.toMs === undefined ? {} : { width: share(fault.toMs - fault.fromMs) }),
                }}
              />
            </span>
          </li>
        ))}
      </ul>
      {faults.length === 0 && <p class="dim">No faults.</p>}
    </figure>
  );
}
