// What the command line has to do with the world outside, as a value, so that tests can be the world.

/** Where text goes, how it may look, and whether somebody wants us to stop. */
export interface CliIo {
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  readonly stdoutIsTerminal: boolean;
  readonly stderrIsTerminal: boolean;
  /** The width of the terminal; undefined where there is none. */
  readonly columns: number | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  /**
   * Lets signals come in between two runs; until `stop` is called, Ctrl-C is only noticed.
   */
  readonly watchInterrupts: () => InterruptWatch;
}

/** See {@link CliIo.watchInterrupts}. */
export interface InterruptWatch {
  /** Lets waiting signals in, then says whether Ctrl-C came. */
  readonly interrupted: () => Promise<boolean>;
  readonly stop: () => void;
}

/** The exit codes. Ctrl-C wins over everything else. */
export const EXIT = {
  held: 0,
  failed: 1,
  usage: 2,
  nondeterministic: 3,
  internal: 4,
  interrupted: 130,
} as const;

/** One of the {@link EXIT} codes. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/**
 * The real terminal, files or pipes of this process.
 *
 * @example const code = await main(process.argv.slice(2), processIo());
 */
export function processIo(): CliIo {
  return {
    stdout: (text) => process.stdout.write(text),
    stderr: (text) => process.stderr.write(text),
    stdoutIsTerminal: process.stdout.isTTY === true,
    stderrIsTerminal: process.stderr.isTTY === true,
    columns: process.stdout.columns,
    env: process.env,
    watchInterrupts,
  };
}

function watchInterrupts(): InterruptWatch {
  let count = 0;
  const onInterrupt = (): void => {
    count += 1;
    // Who presses it twice does not want to wait for a report.
    if (count > 1) process.exit(EXIT.interrupted);
  };
  process.on('SIGINT', onInterrupt);
  // What a job runner sends before it kills.
  process.on('SIGTERM', onInterrupt);
  return {
    interrupted: async () => {
      await new Promise((resolve) => setImmediate(resolve));
      return count > 0;
    },
    stop: () => {
      process.off('SIGINT', onInterrupt);
      process.off('SIGTERM', onInterrupt);
    },
  };
}
