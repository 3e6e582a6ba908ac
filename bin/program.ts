// The grammar of the command line: commands, options, help. It turns every kind of failure into an exit code and
// leaves the work to commands/.
import { Command, CommanderError, Option } from 'commander';
import { visible } from '../reports/text.js';
import { InternalError } from '../sim/kernel/assert.js';
import { UsageError } from '../sim/kernel/usage-error.js';
import { explainCommand } from './commands/explain.js';
import { listCommand } from './commands/list.js';
import { RunCrash, runCommand } from './commands/run.js';
import type { RunFlags } from './commands/run-options.js';
import type { Engine } from './engine.js';
import { type CliIo, EXIT, type ExitCode } from './io.js';

const RUN_EXAMPLES = `
Examples:
  zim-sim run room-deleted
  zim-sim run room-deleted --seed 7 --param heartbeatTimeoutMs=40s
  zim-sim run room-deleted --runs 100
  zim-sim run room-deleted --profile subway
  zim-sim run my-scenario.yaml --schedule faults.yaml
  zim-sim run --all --json > runs.json
`;

const LIST_EXAMPLES = `
Examples:
  zim-sim list
  zim-sim list params
  zim-sim list profiles
  zim-sim list scenarios --json
`;

const EXPLAIN_EXAMPLES = `
Examples:
  zim-sim explain N4
  zim-sim explain room-deleted
  zim-sim explain 6000121
  zim-sim explain room 1/1
  zim-sim explain RECONNECTING/LOGIN_INTERRUPTED
  zim-sim explain heartbeatTimeoutMs
`;

const MAIN_EXAMPLES = `
Examples:
  zim-sim list scenarios
  zim-sim run room-deleted --seed 42
  zim-sim run --all
  zim-sim explain N4

Exit codes: 0 held · 1 violated, stuck or a goal missed · 2 bad input · 3 nondeterministic · 4 a bug of zim-sim · 130 Ctrl-C
`;

/**
 * Runs the command line.
 *
 * @param words what was typed after the program's name
 * @returns the exit code; never throws
 * @example process.exitCode = await main(['run', 'lift'], { engine, io: processIo() });
 */
export async function main(
  words: readonly string[],
  { engine, io }: { readonly engine: Engine; readonly io: CliIo },
): Promise<ExitCode> {
  const outcome: { code: ExitCode } = { code: EXIT.held };
  const program = programFor(engine, io, outcome);
  if (words.length === 0) {
    io.stderr(program.helpInformation() + MAIN_EXAMPLES);
    return EXIT.usage;
  }
  try {
    await program.parseAsync([...words], { from: 'user' });
    return outcome.code;
  } catch (error) {
    return reportFailure(error, words, { engine, io });
  }
}

function programFor(engine: Engine, terminal: CliIo, outcome: { code: ExitCode }): Command {
  const program = new Command('zim-sim')
    .description('Deterministic fault simulator for chat apps built on the ZIM SDK.')
    .version(engine.version, '--version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand(false)
    .exitOverride()
    .configureOutput({
      writeOut: terminal.stdout,
      writeErr: () => {},
      getOutHelpWidth: () => terminal.columns ?? 80,
    })
    .configureHelp({ showGlobalOptions: true })
    .option('--no-color', 'no colours (as with the variable NO_COLOR)')
    .showSuggestionAfterError(true)
    .addHelpText('after', MAIN_EXAMPLES);
  const io = (): CliIo =>
    program.opts<{ color: boolean }>().color
      ? terminal
      : { ...terminal, env: { ...terminal.env, NO_COLOR: '1' } };
  const subcommand = (usage: string): Command =>
    program.command(usage).helpOption('-h, --help', 'print this help').option('--no-color', 'no colours');
  addRun(subcommand('run [scenarios...]'), async (names, flags) => {
    outcome.code = await runCommand(names, flags, { engine, io: colored(io(), flags) });
  });
  subcommand('list [section]')
    .description('List scenarios, properties, params or profiles; all of them without an argument.')
    .option('--json', 'print JSON')
    .addHelpText('after', LIST_EXAMPLES)
    .action((section: string | undefined, flags: { json?: boolean; color?: boolean }) => {
      outcome.code = listCommand(section, flags, { engine, io: colored(io(), flags) });
    });
  subcommand('explain <what...>')
    .description('Explain a property, a scenario, an error code, a pair of state and event, or a parameter.')
    .addHelpText('after', EXPLAIN_EXAMPLES)
    .action((what: string[], flags: { color?: boolean }) => {
      outcome.code = explainCommand(what, { engine, io: colored(io(), flags) });
    });
  return program;
}

function addRun(
  command: Command,
  action: (names: string[], flags: RunFlags & { color?: boolean }) => Promise<void>,
): void {
  command
    .description('Run scenarios by name, or from .yaml, .json, .ts or .js files.')
    .option('--all', 'run every scenario')
    .option('--seed <number>', 'the seed, a whole number (default: 1)')
    .option('--runs <count>', 'run so many seeds, from --seed on')
    .addOption(
      new Option('--param <name=value>', 'change a parameter; may be given several times').argParser(
        (value: string, before: readonly string[] = []) => [...before, value],
      ),
    )
    .option('--sdk <version>', 'the version of the SDK, for example 2.8.1')
    .option('--profile <name>', 'the network of all devices, for example subway')
    .option('--until <duration>', 'end the run at this virtual time, for example 90s')
    .option('--schedule <file>', 'replace the faults by those of a .yaml or .json file')
    .option('--trace', 'print every record of the trace as well')
    .option('--json', 'print JSON')
    .option('--verify', 'run everything twice and compare the traces')
    .option('--verbose', 'show also properties that were not exercised')
    .addHelpText('after', RUN_EXAMPLES)
    .action(action);
}

// `--no-color` counts before and after the command.
function colored(io: CliIo, flags: { readonly color?: boolean }): CliIo {
  return flags.color === false ? { ...io, env: { ...io.env, NO_COLOR: '1' } } : io;
}

function reportFailure(
  error: unknown,
  words: readonly string[],
  { engine, io }: { readonly engine: Engine; readonly io: CliIo },
): ExitCode {
  if (error instanceof CommanderError) {
    // Help and the version end a command early too.
    if (error.exitCode === 0) return EXIT.held;
    io.stderr(`${commanderSentence(error.message)}. See: zim-sim --help\n`);
    return EXIT.usage;
  }
  if (error instanceof UsageError) {
    io.stderr(`${visible(oneLine(error.message))}\n`);
    return EXIT.usage;
  }
  const cause = error instanceof RunCrash ? error.cause : error;
  const stack = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
  const again = error instanceof RunCrash ? error.reproduce : `zim-sim ${words.join(' ')}`;
  const kind = cause instanceof InternalError ? 'a failed assertion' : 'an unexpected error';
  io.stderr(
    `zim-sim ${engine.version} has a bug: ${kind}. Please report it with this:\n\n${stack}\n\nagain: ${again}\n`,
  );
  return EXIT.internal;
}

// Commander writes its suggestion on a line of its own.
function commanderSentence(message: string): string {
  const text = oneLine(message.replace(/^error: /, ''));
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function oneLine(message: string): string {
  return message.replace(/\s*\n\s*/g, ' ');
}
