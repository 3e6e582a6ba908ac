#!/usr/bin/env node
// The command line's entry: real terminal, real tables, exit code. What is typed is read by program.ts.
import { installedEngine } from './installed-engine.js';
import { processIo } from './io.js';
import { main } from './program.js';

// `zim-sim … | head` closes the pipe; whoever did it has seen enough.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit();
    throw error;
  });
}

// Not process.exit: what was written to a pipe must arrive.
process.exitCode = await main(process.argv.slice(2), { engine: installedEngine, io: processIo() });
