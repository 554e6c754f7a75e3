/**
 * `node cli/src/fuzz/main.ts [SECONDS] [SEED]`: asks every language mutated vectors until the time is over (`cases.ts`). Prints each
 * case that did not end in an answer or an error of the language, or not soon, or not at all; exit code 1 then.
 */
import { watchCases } from './watch.ts'

const [seconds = '600', seed = String(Date.now() % 1_000_000_000)] = process.argv.slice(2)
const { count, found } = await watchCases({
  worker: new URL('./cases.ts', import.meta.url),
  seconds: Number(seconds),
  seed: Number(seed),
  hangMs: 20_000,
  heapMbMax: 2_048,
  say: (line) => void process.stdout.write(`${line}\n`),
})
process.stdout.write(`${count} mutated cases with seed ${seed}: ${found} did not end as they should\n`)
process.exitCode = found === 0 ? 0 : 1
