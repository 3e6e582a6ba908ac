// The files that campaigns leave in the user's folder: capsules and summaries.
import { closeSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Capsule, capsuleName, capsuleText, parseCapsule } from '../../sim/campaign/capsule.js';
import type { Tally } from '../../sim/campaign/tally.js';
import { UsageError } from '../../sim/kernel/usage-error.js';
import { writeWhole } from '../write-whole.js';
import type { CampaignSettings } from './settings.js';

/** The format of the summaries that this version writes. */
const SUMMARY_FORMAT = 1;
const SUMMARY_END = '.summary.json';

/** What a campaign, or a part of it, came to. JSON. */
export interface CampaignSummary {
  readonly format: number;
  readonly zimSim: string;
  readonly settings: CampaignSettings;
  readonly tally: Tally;
}

/**
 * Writes a capsule into a folder, under a name of its own.
 *
 * @returns where it is
 */
export function writeNewCapsule(capsule: Capsule, folder: string): string {
  const path = freePath(capsule, folder);
  writeCapsule(capsule, path);
  return path;
}

/** Writes a capsule in the place of an earlier one of the same failure. */
export function writeCapsule(capsule: Capsule, path: string): void {
  writeWhole(path, capsuleText(capsule));
}

/** Writes the summary of a campaign or a shard of it, and returns where it is. */
export function writeSummary(
  summary: CampaignSummary,
  { folder, name }: { readonly folder: string; readonly name: string },
): string {
  const path = join(folder, `${name}${SUMMARY_END}`);
  writeWhole(path, `${JSON.stringify(summary)}\n`);
  return path;
}

export function summaryOf(settings: CampaignSettings, tally: Tally, zimSim: string): CampaignSummary {
  return { format: SUMMARY_FORMAT, zimSim, settings, tally };
}

/** Reads a capsule, and says in one line what is wrong with it. */
export function readCapsule(path: string): Capsule {
  return parseCapsule(readText(path, 'a capsule'), path);
}

/** The summaries in a folder, or the one in a file. */
export function readSummaries(place: string): readonly CampaignSummary[] {
  if (!existsSync(place))
    throw new UsageError(`${place}: Expected a folder with summaries, got no such file.`);
  if (!statSync(place).isDirectory()) return [readSummary(place)];
  const names = readdirSync(place)
    .filter((name) => name.endsWith(SUMMARY_END))
    .sort();
  if (names.length === 0) {
    throw new UsageError(
      `${place}: Expected a folder with summaries (*${SUMMARY_END}) as zim-sim fuzz writes them, got none.`,
    );
  }
  return names.map((name) => readSummary(join(place, name)));
}

function readSummary(path: string): CampaignSummary {
  const text = readText(path, 'a summary');
  let value: Partial<CampaignSummary> | null;
  try {
    value = JSON.parse(text) as Partial<CampaignSummary> | null;
  } catch {
    throw new UsageError(
      `${path}: Expected a summary, which is JSON, got a text that is none. Take a copy that is whole.`,
    );
  }
  if ((value?.format ?? 0) > SUMMARY_FORMAT) {
    throw new UsageError(
      `${path}: Expected a summary of format ${SUMMARY_FORMAT} or before, got ${value?.format}. It was written by a later zim-sim: use that one.`,
    );
  }
  const { settings, tally } = value ?? {};
  if (value?.format === undefined || settings?.seed === undefined || !Array.isArray(tally?.ranges)) {
    throw new UsageError(`${path}: Expected a summary as zim-sim fuzz writes it, got another document.`);
  }
  return value as CampaignSummary;
}

function readText(path: string, what: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    const reason = code === 'ENOENT' ? 'no such file' : code === 'EISDIR' ? 'a folder' : String(code);
    throw new UsageError(`${path}: Expected ${what} that can be read, got ${reason}.`);
  }
}

// The same failure of the same seed again is another file, unless it is the very same. Tests of other processes look for
// names in this folder too.
function freePath(capsule: Capsule, folder: string): string {
  for (let number = 1; ; number++) {
    const path = join(folder, capsuleName(capsule, number));
    if (reserve(path) || isSame(path, capsule)) return path;
  }
}

/** Whether the name was free; it is taken now. */
function reserve(path: string): boolean {
  if (existsSync(path)) return false;
  try {
    mkdirSync(dirname(path), { recursive: true });
    closeSync(openSync(path, 'wx'));
    return true;
  } catch (error) {
    // Any other reason is told when it is written.
    return (error as NodeJS.ErrnoException).code !== 'EEXIST' || !existsSync(path);
  }
}

function isSame(path: string, { found, failure, spec }: Capsule): boolean {
  try {
    const known = JSON.parse(readFileSync(path, 'utf8')) as Capsule;
    return (
      known.found?.campaignSeed === found?.campaignSeed &&
      known.found?.index === found?.index &&
      known.failure.property === failure.property &&
      known.failure.kind === failure.kind &&
      JSON.stringify(known.found?.spec ?? known.spec) === JSON.stringify(found?.spec ?? spec)
    );
  } catch {
    return false;
  }
}
