import { Worker } from 'node:worker_threads'
import { newCaseNote, readCase } from './case-note.ts'

/** What a worker is to do; its `workerData`. */
export interface FuzzOrder {
  readonly seconds: number
  readonly seed: number
  /** Where the worker writes each case down before it begins. */
  readonly note: SharedArrayBuffer
}

/** What a worker posts. */
export type FuzzReport =
  | { readonly kind: 'fault'; readonly stack: string; readonly shown: string }
  | { readonly kind: 'end'; readonly count: number }

/** What came of a run. */
export interface FuzzRun {
  readonly count: number
  readonly found: number
}

export interface WatchOptions {
  readonly worker: URL
  readonly seconds: number
  readonly seed: number
  /** A case that takes longer is taken for one that never ends: the worker is stopped. */
  readonly hangMs: number
  /** Memory of the worker, MiB. */
  readonly heapMbMax: number
  readonly say: (line: string) => void
}

const caseShownMax = 2_000

/**
 * Runs the cases in a worker and watches them from outside: a case that never ends or takes all memory is told like one that ends
 * badly, and ends the run.
 */
export async function watchCases(options: WatchOptions): Promise<FuzzRun> {
  const note = newCaseNote()
  const order: FuzzOrder = { seconds: options.seconds, seed: options.seed, note }
  const worker = new Worker(options.worker, {
    workerData: order,
    resourceLimits: { maxOldGenerationSizeMb: options.heapMbMax },
  })
  let [found, count] = [0, 0]
  const tell = (stack: string, shown: string): void => {
    found += 1
    options.say(`${stack}\n  ${shown.slice(0, caseShownMax)}`)
  }
  worker.on('message', (report: FuzzReport) => {
    if (report.kind === 'end') count = report.count
    else tell(report.stack, report.shown)
  })
  let last = 0
  const watch = setInterval(() => {
    const { number, text } = readCase(note)
    if (number > last || number === 0) {
      last = number
      return
    }
    clearInterval(watch)
    tell(`it did not end within ${options.hangMs} ms`, text)
    void worker.terminate()
  }, options.hangMs)
  await new Promise<void>((resolve) => {
    worker.once('error', (error) => tell(`the worker died: ${error.message}`, readCase(note).text))
    worker.once('exit', () => resolve())
  })
  clearInterval(watch)
  return { count: Math.max(count, readCase(note).number), found }
}
