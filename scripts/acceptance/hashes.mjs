// Prints, for every scenario, a digest over the trace hashes of many seeds, and how many of them held with all
// goals reached. It is plain JavaScript on the built package, so that any Node can run it.
// With `twice` each seed runs twice in this process, and a difference ends it with exit code 3.
// node scripts/acceptance/hashes.mjs <first seed> <number of seeds> [twice]
import { createHash } from 'node:crypto';
import { listScenarios, run } from '../../dist/index.js';

const first = Number(process.argv[2] ?? 1);
const count = Number(process.argv[3] ?? 1000);
const twice = process.argv[4] === 'twice';

for (const scenario of listScenarios()) {
  const digest = createHash('sha256');
  let held = 0;
  for (let seed = first; seed < first + count; seed++) {
    const result = run(scenario, { seed, keepTrace: false, keepObservations: false });
    digest.update(result.traceHash);
    if (
      twice &&
      run(scenario, { seed, keepTrace: false, keepObservations: false }).traceHash !== result.traceHash
    ) {
      process.stdout.write(`${scenario.name}: seed ${seed} gave two hashes\n`);
      process.exit(3);
    }
    if (result.outcome === 'held' && result.expects.every((goal) => goal.reached)) held++;
  }
  process.stdout.write(`${scenario.name} ${digest.digest('hex').slice(0, 16)} ${held}\n`);
}
