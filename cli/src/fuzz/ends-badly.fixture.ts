/** A worker for the test of `watch.ts`: its second case ends as the seed says. */
import { parentPort, workerData } from 'node:worker_threads'
import { writeCase } from './case-note.ts'
import type { FuzzOrder, FuzzReport } from './watch.ts'

// The worker is started by `watch.ts` alone, with an order of this shape.
const { seed, note } = workerData as FuzzOrder
const post = (report: FuzzReport): void => parentPort?.postMessage(report)

writeCase(note, 'the first case')
writeCase(note, 'the second case')
if (seed === 1) for (;;);
const kept: unknown[] = []
if (seed === 2) for (;;) kept.push(Array.from({ length: 1_000 }, (_, at) => ({ at })))
if (seed === 3) post({ kind: 'fault', stack: 'TypeError: wrong', shown: 'the second case' })
post({ kind: 'end', count: 2 })
