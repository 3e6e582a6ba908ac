// What those who draw share: the canvas, the scale, and the spots that a pointer can ask about.

import type { ScaleLinear } from 'd3-scale';
import type { Palette } from './palette.js';

/** Something that a pointer can be over. */
export interface Spot {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly text: string;
  readonly atMs: number;
}

export interface Frame {
  readonly context: CanvasRenderingContext2D;
  readonly palette: Palette;
  /** From ms to px. */
  readonly x: ScaleLinear<number, number>;
  readonly left: number;
  readonly width: number;
  readonly height: number;
  /** How far the picture is scrolled down. */
  readonly top: number;
  readonly spots: Spot[];
  readonly heartbeats: boolean;
}

/** Two strokes that meet. */
export function cross(context: CanvasRenderingContext2D, x: number, y: number, size: number): void {
  context.beginPath();
  context.moveTo(x - size, y - size);
  context.lineTo(x + size, y + size);
  context.moveTo(x + size, y - size);
  context.lineTo(x - size, y + size);
  context.stroke();
}
