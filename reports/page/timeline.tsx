// The picture of a run: a canvas under a cursor. It can be dragged, pinched and zoomed; everything in it is also in the
// list below, for those who do not see it.

import { scaleLinear } from 'd3-scale';
import { select } from 'd3-selection';
import { type D3ZoomEvent, type ZoomTransform, zoom, zoomIdentity } from 'd3-zoom';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { drawRun } from './draw.js';
import { clock } from './format.js';
import type { Frame, Spot } from './frame.js';
import { AXIS, layoutOf } from './layout.js';
import { readPalette } from './palette.js';
import type { RunModel } from './run-model.js';
import { useTheme } from './theme.js';

/** The part of time that is looked at; two pictures may share one. */
export interface TimeWindow {
  readonly fromMs: number;
  readonly toMs: number;
}

export interface TimelineProps {
  readonly model: RunModel;
  readonly nowMs: number;
  readonly window: TimeWindow;
  readonly onWindow: (window: TimeWindow) => void;
  readonly onPick: (ms: number) => void;
  readonly allProperties: boolean;
  readonly heartbeats: boolean;
  /** Where two runs part. */
  readonly partingMs?: number | undefined;
  readonly label: string;
}

const MOST_HEIGHT = 680;

export function Timeline(props: TimelineProps) {
  const { model, window: shown, onWindow, onPick, nowMs } = props;
  const { run } = model;
  const theme = useTheme();
  const box = useRef<HTMLDivElement>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const spots = useRef<Spot[]>([]);
  const [width, setWidth] = useState(900);
  const [top, setTop] = useState(0);
  const [hint, setHint] = useState<{ readonly x: number; readonly y: number; readonly text: string }>();
  const layout = useMemo(() => layoutOf(run, props.allProperties), [run, props.allProperties]);
  const left = width < 560 ? 96 : 132;
  const height = Math.min(MOST_HEIGHT, layout.height);
  const x = useMemo(
    () => scaleLinear([shown.fromMs, shown.toMs], [left, width - 10]),
    [shown.fromMs, shown.toMs, left, width],
  );

  useEffect(() => {
    const element = box.current as HTMLDivElement;
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  useEffect(() => {
    const element = canvas.current as HTMLCanvasElement;
    const ratio = devicePixelRatio;
    element.width = Math.round(width * ratio);
    element.height = Math.round(height * ratio);
    const context = element.getContext('2d') as CanvasRenderingContext2D;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    const frame: Frame = {
      context,
      palette: readPalette(),
      x,
      left,
      width,
      height,
      top,
      spots: [],
      heartbeats: props.heartbeats,
    };
    drawRun(frame, run, layout);
    spots.current = frame.spots;
  }, [x, left, width, height, top, run, layout, props.heartbeats, theme]);

  useZoom(scroller, { width, left, endMs: run.virtualMs, shown, onWindow });

  const pick = (event: MouseEvent): void => {
    const at = event.clientX - (box.current as HTMLDivElement).getBoundingClientRect().left;
    if (at < left) return;
    const spot = spotAt(event);
    onPick(spot !== undefined && !Number.isNaN(spot.atMs) ? spot.atMs : Math.max(0, x.invert(at)));
  };
  const spotAt = (event: MouseEvent): Spot | undefined => {
    const { left: boxLeft, top: boxTop } = (box.current as HTMLDivElement).getBoundingClientRect();
    const [px, py] = [event.clientX - boxLeft, event.clientY - boxTop];
    if (px < left) return undefined;
    // The smallest thing under the pointer is the one that is meant.
    const over = spots.current.filter(
      (spot) => px >= spot.x && px <= spot.x + spot.width && py >= spot.y && py <= spot.y + spot.height,
    );
    return over.sort((a, b) => a.width - b.width)[0];
  };
  const point = (event: MouseEvent): void => {
    const spot = spotAt(event);
    const { left: boxLeft, top: boxTop } = (box.current as HTMLDivElement).getBoundingClientRect();
    const at = Number.isNaN(spot?.atMs ?? Number.NaN) ? '' : `${clock(spot?.atMs ?? 0)}  `;
    setHint(
      spot === undefined
        ? undefined
        : { x: event.clientX - boxLeft, y: event.clientY - boxTop, text: `${at}${spot.text}` },
    );
  };
  const cursor = x(nowMs);
  const parting = props.partingMs === undefined ? undefined : x(props.partingMs);
  return (
    <div class="timeline" ref={box}>
      <section
        class="timeline-scroll"
        ref={scroller}
        style={{ height: `${height}px` }}
        onScroll={(event) => setTop(event.currentTarget.scrollTop)}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        aria-label={`${props.label}, can be scrolled`}
      >
        <div style={{ height: `${layout.height}px` }}>
          <canvas
            ref={canvas}
            role="img"
            aria-label={props.label}
            style={{ width: `${width}px`, height: `${height}px` }}
            onClick={pick}
            onMouseMove={point}
            onMouseLeave={() => setHint(undefined)}
          />
        </div>
      </section>
      {parting !== undefined && parting >= left && parting <= width && (
        <div class="parting" style={{ left: `${parting}px`, height: `${height}px` }}>
          <span>they part</span>
        </div>
      )}
      {cursor >= left && cursor <= width && (
        <div class="cursor" style={{ left: `${cursor}px`, height: `${height}px`, top: 0 }}>
          <span class={cursor > width - 90 ? 'to-left' : ''}>{clock(nowMs)}</span>
        </div>
      )}
      {hint !== undefined && (
        <div
          class="hint"
          style={{
            top: `${Math.max(AXIS, hint.y + 16)}px`,
            ...(hint.x > width / 2 ? { right: `${width - hint.x + 8}px` } : { left: `${hint.x + 8}px` }),
          }}
        >
          {hint.text}
        </div>
      )}
    </div>
  );
}

interface ZoomOptions {
  readonly width: number;
  readonly left: number;
  readonly endMs: number;
  readonly shown: TimeWindow;
  readonly onWindow: (window: TimeWindow) => void;
}

/** Nobody needs to see less than this, ms. */
const FINEST_MS = 2;

// The window is the truth; the transform that d3 keeps follows it, so that two pictures can share one window.
function useZoom(
  scroller: { readonly current: HTMLDivElement | HTMLElement | null },
  { width, left, endMs, shown, onWindow }: ZoomOptions,
): void {
  const latest = useRef(onWindow);
  latest.current = onWindow;
  const behaviour = useMemo(() => zoom<HTMLElement, unknown>(), []);
  useEffect(() => {
    const element = scroller.current as HTMLElement;
    const whole = scaleLinear([0, endMs], [left, width - 10]);
    behaviour
      .extent([
        [left, 0],
        [width - 10, 1],
      ])
      .translateExtent([
        [left, 0],
        [width - 10, 1],
      ])
      .scaleExtent([1, Math.max(2, endMs / FINEST_MS)])
      .filter((event: MouseEvent | WheelEvent | TouchEvent) => {
        if (event.type === 'wheel') return event.ctrlKey || event.metaKey;
        // One finger scrolls the page, two zoom the picture.
        if ('touches' in event) return event.touches.length > 1;
        return !event.ctrlKey && !('button' in event && event.button !== 0);
      })
      .on('zoom', (event: D3ZoomEvent<HTMLElement, unknown>) => {
        if (event.sourceEvent === null) return;
        const moved = event.transform.rescaleX(whole);
        const [fromMs, toMs] = moved.domain() as [number, number];
        latest.current({ fromMs, toMs });
      });
    const selected = select(element);
    selected.call(behaviour).on('dblclick.zoom', null);
    selected.style('touch-action', 'pan-y');
    const scale = endMs / Math.max(FINEST_MS, shown.toMs - shown.fromMs);
    const transform: ZoomTransform = zoomIdentity
      .translate(left - scale * whole(shown.fromMs), 0)
      .scale(scale);
    selected.call(behaviour.transform, transform);
  }, [behaviour, scroller, width, left, endMs, shown.fromMs, shown.toMs]);
}
