// A finding about the SDK as a file: the script, what it showed, and the version that it showed it with.
import { readFileSync } from 'node:fs';
import { UsageError } from '../../sim/kernel/usage-error.js';
import type { SdkCase } from '../../sim/sdk-host/sdk-case.js';

export interface SdkCapsule {
  readonly property: string;
  readonly signature: string;
  readonly title: string;
  readonly reason: string;
  /** Of the package. */
  readonly name: string;
  readonly version: string;
  readonly shownBy: readonly string[];
  readonly index: number;
  readonly given: SdkCase;
  /** Of everything that was observed; undefined for a run that never came back. */
  readonly digest?: string | undefined;
}

const FORMAT = 1;

export function sdkCapsuleText(capsule: SdkCapsule): string {
  return `${JSON.stringify({ format: FORMAT, kind: 'sdk', ...capsule }, undefined, 1)}\n`;
}

/** The capsule in a file; undefined for a file of another kind, which others know to read. */
export function readSdkCapsule(path: string): SdkCapsule | undefined {
  let value: (Partial<SdkCapsule> & { readonly kind?: unknown; readonly format?: unknown }) | null;
  try {
    value = JSON.parse(readFileSync(path, 'utf8')) as typeof value;
  } catch {
    return undefined;
  }
  if (value?.kind !== 'sdk') return undefined;
  if (value.format !== FORMAT) {
    throw new UsageError(
      `${path}: Expected a capsule of format ${FORMAT}, got ${String(value.format)}. It was written by a later zim-sim: use that one.`,
    );
  }
  if (
    !Array.isArray(value.given?.steps) ||
    typeof value.signature !== 'string' ||
    typeof value.version !== 'string'
  ) {
    throw new UsageError(`${path}: Expected a capsule as zim-sim sdk writes it, got another document.`);
  }
  return value as SdkCapsule;
}
