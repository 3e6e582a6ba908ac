// The reporters that come with the package, in the order in which lists show them.
import type { Reporter } from '../reporter.js';
import { chromeTraceReporter } from './chrome-trace.js';
import { csvReporter } from './csv.js';
import { githubReporter } from './github.js';
import { htmlReporter } from './html.js';
import { jsonReporter } from './json.js';
import { junitReporter } from './junit.js';
import { mermaidReporter } from './mermaid.js';
import { shivizReporter } from './shiviz.js';
import { textReporter } from './text.js';

/** Every reporter that can be named. */
export const reporters: readonly Reporter[] = [
  textReporter,
  htmlReporter,
  junitReporter,
  jsonReporter,
  githubReporter,
  mermaidReporter,
  chromeTraceReporter,
  shivizReporter,
  csvReporter,
];
