// The grammar of the command line: commands, options, help. It turns every kind of failure into an exit code and
// leaves the work to commands/. What bundles apps or draws pages is loaded by the commands that do so.
import { Command, CommanderError, Option } from 'commander';
import { visible } from '../reports/text.js';
import { InternalError } from '../sim/kernel/assert.js';
import { UsageError } from '../sim/kernel/usage-error.js';
import { type CheckFlags, checkCommand } from './commands/check.js';
import type { DiffFlags } from './commands/diff.js';
import { explainCommand } from './commands/explain.js';
import { type FuzzFlags, fuzzCommand } from './commands/fuzz.js';
import type { InitFlags } from './commands/init.js';
import { listCommand } from './commands/list.js';
import { mergeCommand } from './commands/merge.js';
import { type MutantsFlags, mutantsCommand } from './commands/mutants.js';
import { replayCommand } from './commands/replay.js';
import type { ReplayFlags } from './commands/replay-words.js';
import { RunCrash, runCommand } from './commands/run.js';
import type { RunFlags } from './commands/run-options.js';
import type { SdkFlags } from './commands/sdk.js';
import type { ShowFlags } from './commands/show.js';
import { shrinkCommand } from './commands/shrink.js';
import type { TestFlags } from './commands/test.js';
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
  zim-sim run room-deleted --reporter text,junit,mermaid
`;

const FUZZ_EXAMPLES = `
Examples:
  zim-sim fuzz
  zim-sim fuzz --time 60s --workers 2
  zim-sim fuzz room-deleted --runs 5000 --only partition,roomDelete
  zim-sim fuzz --mutant ./my-mutant.ts --property N2
  zim-sim fuzz --runs 100000 --shard 1/4 && zim-sim merge zim-sim-report
  zim-sim fuzz --continue --reporter text,junit,github --report-dir out

What is found goes to zim-sim-report/ at once, or to the folder of --report-dir.
`;

const TEST_EXAMPLES = `
Examples:
  zim-sim test src/chat.ts
  zim-sim test                      the zim-sim.config.ts of this folder
  zim-sim test --time 60s --workers 2
  zim-sim test --only offline,kick --rule no-login-after-special-event

With no configuration, the default export or \`main\` is called with { ZIM, appID, userID, userName, token, fetchToken,
roomID, peerID, ui }, and the functions that it returns (login, joinRoom, send …) are what the user can do.
`;

const SDK_EXAMPLES = `
Examples:
  zim-sim sdk                                the zego-zim-web that is installed here
  zim-sim sdk zego-zim-web@2.20.0 --yes      a version from npm, into a cache
  zim-sim sdk --all-versions --runs 200 --yes
  zim-sim sdk --compare --runs 2000          the package beside the model

The package runs unmodified, on the virtual clock, where its servers cannot be reached. Each finding comes with its
smallest script and a program that shows it without zim-sim.
`;

const INIT_EXAMPLES = `
Examples:
  zim-sim init
  zim-sim init --yes
`;

const REPLAY_EXAMPLES = `
Examples:
  zim-sim replay zim-sim-report/room-deleted-R2c-7.json
  zim-sim replay zim-sim-report/room-deleted-R2c-7.json --until 40s --trace
`;

type ColorFlag = { readonly color?: boolean };

const LIST_EXAMPLES = `
Examples:
  zim-sim list
  zim-sim list params
  zim-sim list profiles
  zim-sim list reporters
  zim-sim list scenarios --json
`;

const CHECK_EXAMPLES = `
Examples:
  zim-sim check alice.jsonl
  zim-sim check alice.jsonl bob.jsonl --sdk 2.29.0 --json
  zim-sim check alice.jsonl --to-scenario subway.yaml && zim-sim run subway.yaml

A log is what zim-sim/recorder writes, or lines like: connectionStateChanged 3 3 {}
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
  zim-sim test src/chat.ts
  zim-sim fuzz --time 60s
  zim-sim check phone.jsonl
  zim-sim sdk
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
  addTest(subcommand, outcome, io);
  addCampaigns(subcommand, outcome, { engine, io });
  addCheck(subcommand('check <logs...>'), async (names, flags) => {
    outcome.code = await checkCommand(names, flags, { engine, io: colored(io(), flags) });
  });
  addPages(subcommand, outcome, { engine, io });
  subcommand('sdk [package]')
    .description('Run the real SDK, unmodified, without its servers, and check what it promises.')
    .option(
      '--versions <list>',
      'these versions; with a package named, that one too. For example 2.7.1,2.20.0,2.29.0',
    )
    .option('--all-versions', 'every version on npm')
    .option('--runs <count>', 'so many scripts for each version (default: 200)')
    .option('--time <duration>', 'as many as there is time for, for example 60s')
    .option('--seed <number>', 'the seed of the scripts (default: 1)')
    .option('--workers <count>', 'so many processes (default: all cores)')
    .option('--compare', 'compare it with the model, observation by observation')
    .option('--known <file>', 'a report as --json prints it: what stands there is no reason to fail')
    .option('--yes', 'install missing versions without asking')
    .option('--report-dir <dir>', 'where findings are written (default: zim-sim-report)')
    .option('--json', 'print JSON')
    .addHelpText('after', SDK_EXAMPLES)
    .action(async (given: string | undefined, flags: SdkFlags & ColorFlag) => {
      const { sdkCommand } = await import('./commands/sdk.js');
      outcome.code = await sdkCommand(given, flags, colored(io(), flags));
    });
  subcommand('list [section]')
    .description(
      'List scenarios, properties, params, profiles or reporters; all of them without an argument.',
    )
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

type Io = () => CliIo;

function addTest(subcommand: (usage: string) => Command, outcome: { code: ExitCode }, io: Io): void {
  const test = subcommand('test [app]')
    .description('Run your app, unmodified, under faults, and check the rules that the vendor gives to apps.')
    .option('--runs <count>', 'so many runs (default: 200)')
    .option('--time <duration>', 'as many runs as there is time for, for example 60s')
    .option('--seed <number>', "the test's seed (default: 1)")
    .option('--only <kinds>', 'only these kinds of faults, for example kick,roomDelete')
    .option('--rule <id>', 'only this rule')
    .option('--profile <name>', 'the network of all devices, for example subway')
    .option('--workers <count>', 'so many processes (default: all cores)')
    .option('--watch', 'test again whenever a file of the app changes')
    .option(
      '--record <folder>',
      'write logs, as of real devices, of what fails, or of the first run; for zim-sim check',
    )
    .option('--json', 'print JSON')
    .addHelpText('after', TEST_EXAMPLES)
    .action(async (app: string | undefined, flags: TestFlags & ColorFlag) => {
      const { testCommand } = await import('./commands/test.js');
      outcome.code = await testCommand(app ?? '.', flags, colored(io(), flags));
    });
  reporting(test);
  subcommand('init')
    .description('Write a zim-sim.config.ts for the app of this folder, after at most four questions.')
    .option('--yes', 'ask nothing')
    .option('--force', 'also where there is one')
    .addHelpText('after', INIT_EXAMPLES)
    .action(async (flags: InitFlags & ColorFlag) => {
      const { initCommand } = await import('./commands/init.js');
      outcome.code = await initCommand(flags, colored(io(), flags));
    });
}

function addCampaigns(
  subcommand: (usage: string) => Command,
  outcome: { code: ExitCode },
  { engine, io }: { readonly engine: Engine; readonly io: Io },
): void {
  const fuzz = subcommand('fuzz [scenario]')
    .description('Draw runs with faults and scripts of their own, and make small what fails.')
    .option('--runs <count>', 'so many runs (default: 1000)')
    .option('--time <duration>', 'as many runs as there is time for, for example 60s')
    .option('--seed <number>', "the campaign's seed (default: 1)")
    .option('--only <kinds>', 'only these kinds of faults, for example kick,roomDelete')
    .option('--workers <count>', 'so many processes (default: all cores, from 2000 runs on)')
    .option('--shard <i/n>', 'part i of n of the runs, for example 1/4')
    .option('--property <id>', 'only failures of this property')
    .option('--mutant <id or file>', 'a client or a backend that is wrong in some way')
    .option('--continue', 'go on after a failure')
    .option('--json', 'print JSON')
    .addHelpText('after', FUZZ_EXAMPLES)
    .action(async (scenario: string | undefined, flags: FuzzFlags & ColorFlag) => {
      const words = scenario === undefined ? [] : [scenario];
      outcome.code = await fuzzCommand(words, flags, { engine, io: colored(io(), flags) });
    });
  const replay = subcommand('replay <capsule>')
    .description('Run a recorded failure again: 1 when it is there again, 0 when it is gone.')
    .option('--until <duration>', 'end it at this virtual time, for example 12s')
    .option('--verify', 'run it twice and compare the traces')
    .option('--trace', 'print every record of the trace as well')
    .option('--mutant <id or file>', 'instead of the mutant that was recorded')
    .option('--record <folder>', 'of an app: write logs, as of real devices, for zim-sim check')
    .option('--json', 'print JSON')
    .addHelpText('after', REPLAY_EXAMPLES)
    .action(async (capsule: string, flags: ReplayFlags & ColorFlag) => {
      outcome.code = await replayCommand(capsule, flags, { engine, io: colored(io(), flags) });
    });
  for (const command of [fuzz, replay]) reporting(command);
  subcommand('shrink <capsule>')
    .description('Make the failure in a capsule small.')
    .option('--json', 'print JSON')
    .action(async (capsule: string, flags: { json?: boolean } & ColorFlag) => {
      outcome.code = await shrinkCommand(capsule, flags, { io: colored(io(), flags) });
    });
  subcommand('merge <places...>')
    .description('Add up the summaries of shards.')
    .option('--json', 'print JSON')
    .action((places: string[], flags: { json?: boolean } & ColorFlag) => {
      outcome.code = mergeCommand(places, flags, { engine, io: colored(io(), flags) });
    });
  subcommand('mutants')
    .description('Show which property notices each mutant of the catalogue, and how soon.')
    .option('--list', 'only list them')
    .option('--only <ids>', 'only these, for example kick-reconnects')
    .option('--runs <count>', 'so many runs each at most (default: 20000)')
    .option('--seed <number>', "the campaigns' seed (default: 1)")
    .option('--workers <count>', 'so many processes (default: all cores)')
    .option('--json', 'print JSON')
    .action(async (flags: MutantsFlags & ColorFlag) => {
      outcome.code = await mutantsCommand(flags, { io: colored(io(), flags) });
    });
}

function addCheck(
  command: Command,
  action: (names: string[], flags: CheckFlags & ColorFlag) => Promise<void>,
): void {
  command
    .description('Judge logs from real devices; several of one incident together.')
    .option('--sdk <version>', 'the version of the SDK (default: what the logs say)')
    .option(
      '--to-scenario <file>',
      'write a scenario with the same outages and calls, for example subway.yaml',
    )
    .option('--json', 'print JSON')
    .option('--verbose', 'show also properties that were not exercised')
    .addHelpText('after', CHECK_EXAMPLES)
    .action(action);
  reporting(command);
}

function addPages(
  subcommand: (usage: string) => Command,
  outcome: { code: ExitCode },
  { engine, io }: { readonly engine: Engine; readonly io: Io },
): void {
  subcommand('show [place]')
    .description('Open a capsule or a summary as a page in the browser, or the newest page of a folder.')
    .option('--html <file>', 'where the page goes (default: beside the capsule)')
    .option('--mutant <id or file>', 'instead of the mutant that was recorded')
    .option('--no-open', 'only print where the page is')
    .action(async (place: string | undefined, flags: ShowFlags & ColorFlag) => {
      const { showCommand } = await import('./commands/show.js');
      outcome.code = await showCommand(place, flags, { engine, io: colored(io(), flags) });
    });
  subcommand('diff <a> <b>')
    .description('Show where the runs of two capsules part: 1 when they do, 0 when they are the same.')
    .option('--html <file>', 'write both side by side as a page')
    .action(async (a: string, b: string, flags: DiffFlags & ColorFlag) => {
      const { diffCommand } = await import('./commands/diff.js');
      outcome.code = await diffCommand([a, b], flags, { io: colored(io(), flags) });
    });
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
        collected,
      ),
    )
    .option('--sdk <version>', 'the version of the SDK, for example 2.8.1')
    .option('--profile <name>', 'the network of all devices, for example subway')
    .option('--until <duration>', 'end the run at this virtual time, for example 90s')
    .option('--schedule <file>', 'replace the faults by those of a .yaml or .json file')
    .option('--mutant <id or file>', 'a client or a backend that is wrong in some way')
    .option('--record <file>', 'write a log of the devices, as of real ones, for zim-sim check')
    .option('--trace', 'print every record of the trace as well')
    .option('--json', 'print JSON')
    .option('--verify', 'run everything twice and compare the traces')
    .option('--verbose', 'show also properties that were not exercised')
    .addHelpText('after', RUN_EXAMPLES)
    .action(action);
  reporting(command);
}

// What every command has that reports.
function reporting(command: Command): void {
  command
    .addOption(
      new Option(
        '--reporter <names>',
        'what to report with, for example text,junit; or a file with a reporter (see: zim-sim list reporters)',
      ).argParser(collected),
    )
    .option('--report-dir <folder>', 'where reports go (default: zim-sim-report)');
}

function collected(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
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
