/**
 * The worker of `main.ts`: asks every language mutated vectors until the time is over. A case must end in an answer or an error of
 * the language, and soon. Writes down each case before it begins (`case-note.ts`), and posts what did not end well, then the count.
 */
import { parentPort, workerData } from 'node:worker_threads'
import { EvalFault } from '../eval/adapter.ts'
import { adapters } from '../eval/adapters/index.ts'
import { readVectorSets } from '../conformance/vector-sets.ts'
import { writeCase } from './case-note.ts'
import { mutated, randomOf } from './mutate.ts'
import type { FuzzOrder, FuzzReport } from './watch.ts'

/** CPU of one case: others may keep the machine busy. */
const caseCpuMsMax = 3_000
const shownMax = 20
// The worker is started by `watch.ts` alone, with an order of this shape.
const { seconds, seed, note } = workerData as FuzzOrder
const random = randomOf(seed)
const vectors = readVectorSets().flatMap((set) => set.vectors)
const internal = [TypeError, ReferenceError, RangeError]
const endMs = performance.now() + seconds * 1_000
let [count, found] = [0, 0]

while (performance.now() < endMs && found < shownMax) {
  const vector = vectors[Math.floor(random() * vectors.length)]
  const other = vectors[Math.floor(random() * vectors.length)]
  const adapter = vector === undefined ? undefined : adapters.get(vector.lang)
  if (vector === undefined || other === undefined || adapter === undefined) continue
  const input = changed(vector.input, Object.values(other.input).find((value) => typeof value === 'string') ?? '')
  count += 1
  const shown = JSON.stringify({ lang: vector.lang, input })
  writeCase(note, shown)
  const before = process.threadCpuUsage()
  let fault: unknown
  try {
    adapter(input)
  } catch (error) {
    const cause = error instanceof EvalFault ? (error.cause ?? error) : error
    if (internal.some((kind) => cause instanceof kind)) fault = cause
  }
  const { user, system } = process.threadCpuUsage(before)
  const tookMs = (user + system) / 1_000
  if (tookMs > caseCpuMsMax) fault = new Error(`it took ${Math.round(tookMs)} ms of CPU`)
  if (fault === undefined) continue
  found += 1
  const stack = fault instanceof Error ? (fault.stack ?? '').split('\n').slice(0, 4).join('\n') : 'an unknown fault'
  post({ kind: 'fault', stack, shown })
}
post({ kind: 'end', count })

function post(report: FuzzReport): void {
  parentPort?.postMessage(report)
}

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
