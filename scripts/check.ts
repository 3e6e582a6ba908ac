// `npm run check`: everything that must hold before a commit, one line a step. A failed step never hides the
// ones after it; what failed prints its output at the end. `--except test,build` leaves steps out.
import { parseArgs } from 'node:util';
import { type CommandResult, runCommand } from './run-command.js';

interface Step {
  readonly name: string;
  readonly what: string;
  readonly command: string;
}

const STEPS: readonly Step[] = [
  { name: 'lint', what: 'format and lint', command: 'npm run --silent lint -- --colors=off' },
  { name: 'types', what: 'types', command: 'npm run --silent types' },
  { name: 'unused', what: 'unused code', command: 'npm run --silent unused' },
  { name: 'layers', what: 'import layers', command: 'npm run --silent layers' },
  { name: 'build', what: 'build', command: 'npm run --silent build' },
  { name: 'package', what: 'package layout', command: 'npm run --silent publint' },
  { name: 'exports', what: 'exported types', command: 'npm run --silent attw' },
  { name: 'test', what: 'tests', command: 'npx vitest run' },
];

const steps = stepsToRun(process.argv.slice(2));
const failures: { step: Step; result: CommandResult }[] = [];
for (const step of steps) {
  const result = await runCommand(step.command);
  const mark = result.code === 0 ? '✓' : '✗';
  process.stdout.write(`${mark} ${step.what.padEnd(16)} ${result.seconds.toFixed(1).padStart(6)} s\n`);
  if (result.code !== 0) failures.push({ step, result });
}

for (const { step, result } of failures) {
  process.stdout.write(
    `\n── ${step.what} failed (exit ${result.code}): ${step.command}\n${result.output.trim()}\n`,
  );
}
const failed = failures.map(({ step }) => step.what).join(', ');
process.stdout.write(failed === '' ? '\nEverything holds.\n' : `\nFailed: ${failed}.\n`);
process.exitCode = failed === '' ? 0 : 1;

function stepsToRun(args: string[]): readonly Step[] {
  const { values } = parseArgs({ args, options: { except: { type: 'string', default: '' } } });
  const except = values.except.split(',').filter((name) => name !== '');
  const unknown = except.filter((name) => !STEPS.some((step) => step.name === name));
  if (unknown.length > 0) {
    const known = STEPS.map(({ name }) => name).join(', ');
    process.stderr.write(`Expected --except to name steps (${known}), got "${unknown.join(', ')}".\n`);
    process.exit(2);
  }
  return STEPS.filter(({ name }) => !except.includes(name));
}
