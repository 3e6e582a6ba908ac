import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { runCommand } from './run-command.js';

const node = JSON.stringify(process.execPath);

describe('a command', () => {
  it('gives its exit code and everything it printed', async () => {
    const script = "process.stdout.write('out '); process.stderr.write('err'); process.exitCode = 3";
    const result = await runCommand(`${node} -e "${script}"`);
    expect(result.code).toBe(3);
    expect([...result.output].sort().join('')).toBe([...'out err'].sort().join(''));
    expect(result.seconds).toBeGreaterThan(0);
  });

  it('runs in the folder and with the environment that it is given', async () => {
    const script = 'console.log(process.cwd() + process.env.ZIM_SIM_TEST)';
    const { output } = await runCommand(`${node} -e "${script}"`, {
      cwd: tmpdir(),
      env: { ZIM_SIM_TEST: '!' },
    });
    expect(output.trim().endsWith('!')).toBe(true);
    expect(output).not.toContain(process.cwd());
  });

  it('has no standard input to wait for', async () => {
    const script = "process.stdin.on('end', () => console.log('end')).resume()";
    expect((await runCommand(`${node} -e "${script}"`)).output).toBe('end\n');
  });

  it('that does not exist fails', async () => {
    expect((await runCommand('zim-sim-no-such-command')).code).not.toBe(0);
  });
});
