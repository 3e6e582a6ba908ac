#!/usr/bin/env node
// The command line's entry: real terminal, real tables, exit code. What is typed is read by program.ts.
import { installedEngine } from './installed-engine.js';
import { EXIT, processIo } from './io.js';
import { main } from './program.js';

for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    // `zim-sim … | head` closes the pipe; whoever did it has seen enough.
    if (error.code === 'EPIPE') process.exit();
    if (stream === process.stdout) {
      process.stderr.write(
        `Expected to write to standard output, got ${error.code ?? error.message}. Send it to where there is room.\n`,
      );
    }
    process.exit(EXIT.failed);
  });
}

const code = await main(process.argv.slice(2), { engine: installedEngine, io: processIo() });
process.exitCode = code;
// A scenario's module may have left timers and sockets behind, which would keep the process alive. What was written to
// a pipe must arrive before the end.
process.stdout.write('', (error) => {
  if (error instanceof Error) return;
  process.stderr.write('', () => process.exit(code));
});
