/**
 * `node cli/src/fuzz/main.ts [SECONDS] [SEED]`: asks every language mutated vectors until the time is over. A case must end in
 * an answer or an error of the language, and soon. Prints what did not, with the case; exit code 1 then.
 */
import { EvalFault } from '../eval/adapter.ts'
import { adapters } from '../eval/adapters/index.ts'
import { readVectorSets } from '../conformance/vector-sets.ts'
import { mutated, randomOf } from './mutate.ts'

const caseMsMax = 3_000
const shownMax = 20
const [seconds = '600', seed = String(Date.now() % 1_000_000_000)] = process.argv.slice(2)
const random = randomOf(Number(seed))
const vectors = readVectorSets().flatMap((set) => set.vectors)
const internal = [TypeError, ReferenceError, RangeError]
const endMs = performance.now() + Number(seconds) * 1_000
let [count, found] = [0, 0]

while (performance.now() < endMs && found < shownMax) {
  const vector = vectors[Math.floor(random() * vectors.length)]
  const other = vectors[Math.floor(random() * vectors.length)]
  const adapter = vector === undefined ? undefined : adapters.get(vector.lang)
  if (vector === undefined || other === undefined || adapter === undefined) continue
  const input = changed(vector.input, Object.values(other.input).find((value) => typeof value === 'string') ?? '')
  count += 1
  const startMs = performance.now()
  let fault: unknown
  try {
    adapter(input)
  } catch (error) {
    const cause = error instanceof EvalFault ? (error.cause ?? error) : error
    if (internal.some((kind) => cause instanceof kind)) fault = cause
  }
  const tookMs = performance.now() - startMs
  if (tookMs > caseMsMax) fault = new Error(`it took ${Math.round(tookMs)} ms`)
  if (fault === undefined) continue
  found += 1
  const shown = JSON.stringify({ lang: vector.lang, input }).slice(0, 2_000)
  process.stdout.write(
    `${fault instanceof Error ? (fault.stack ?? '').split('\n').slice(0, 4).join('\n') : 'an unknown fault'}\n  ${shown}\n`,
  )
}
process.stdout.write(`${count} mutated cases with seed ${seed}: ${found} did not end as they should\n`)
process.exitCode = found === 0 ? 0 : 1

/** One of the input's texts is changed, sometimes several times over. */
function changed(input: Readonly<Record<string, unknown>>, other: string): Readonly<Record<string, unknown>> {
  const names = Object.keys(input).filter(
    (name) => typeof input[name] === 'string' && name !== 'op' && name !== 'parser',
  )
  const name = names[Math.floor(random() * names.length)]
  const value = name === undefined ? undefined : input[name]
  if (name === undefined || typeof value !== 'string') return input
  let text = value
  for (let turns = 1 + Math.floor(random() * 3); turns > 0; turns--) text = mutated(text, other, random)
  return { ...input, [name]: text }
}
