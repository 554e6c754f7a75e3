import { workerStore, type HistoryStore } from '@millrace/history'
import { join } from 'node:path'
import { setImmediate, setTimeout as sleep } from 'node:timers/promises'
import type { BenchRun } from '../bench-run.ts'
import { check, type Check } from '../result.ts'
import { scratch } from '../scratch.ts'
import { eventsPerMessage, HistoryLoad } from './history-load.ts'
import { limit, questions, type Question } from './history-questions.ts'

const askedOfEach = 60
const besidePerS = 5_000
const besideMinS = 10
/** Messages that are taken in together, as the feed does: of so many bytes where more wait, else what a quarter of a second brings. */
const messagesPerBatch = 50
const messagesGathered = (besidePerS * 0.25) / eventsPerMessage

/** Where a history is measured, and how large. */
export interface MeasuredHistory {
  /** A file or a `postgres://` URL. With fewer events in it than are meant, it is filled up. */
  readonly target: string
  /** A multiple of 1,000. */
  readonly events: number
}

/** A history in SQLite, in a folder of its own unless another place is given. */
export async function measureSqlite({ events, target }: Partial<MeasuredHistory> & { events: number }, run: BenchRun) {
  await using folder = await scratch('history')
  return await measureHistory({ events, target: target ?? join(folder.path, 'history.db') }, run)
}

/** How fast the history takes events in, and how fast it answers, alone and while 5,000 events a second come in. */
export async function measureHistory({ target, events }: MeasuredHistory, run: BenchRun): Promise<readonly Check[]> {
  const options = { dataBytesMax: 65_536, idleEndMs: 600_000, onDamaged: (error: unknown) => run.say(String(error)) }
  await using store = workerStore(target, options)
  const known = await store.stats()
  const load = new HistoryLoad(known.events > 0 ? known.oldestUs : (Date.now() - events) * 1_000)
  const [from, missing] = [known.events, events - known.events]
  const stretch = { from: from / eventsPerMessage + 1, messages: missing / eventsPerMessage }
  const filled = missing > 0 ? fillChecks(await fill(store, load, stretch, run.say), from, events) : []
  const { events: held, bytes } = await store.stats()
  // The first question starts the thread that answers.
  await store.search({ limit: 1 })
  const still = await askAll(store, load, held)
  tell('alone', still, run)
  const asked = new AbortController()
  const [beside, kept] = await Promise.all([
    askAll(store, load, held).finally(() => asked.abort()),
    keepUp(store, load, held / eventsPerMessage + 1, asked.signal),
  ])
  tell(`beside ${besidePerS} events/s`, beside, run)
  return [
    ...filled,
    check('events held when asked', held),
    check('size, MB', bytes / 2 ** 20),
    ...answerChecks('', still),
    check(`taken in beside questions at ${besidePerS} events/s, a second`, kept, { min: besidePerS * 0.98 }),
    ...answerChecks(' meanwhile', beside),
  ]
}

function tell(when: string, answers: readonly Answers[], run: BenchRun): void {
  run.say(`  ${when}`)
  for (const { kind, p50, p99, short } of answers)
    run.say(`  ${kind.padEnd(46)} p50 ${p50.toFixed(1)} ms  p99 ${p99.toFixed(1)} ms  short ${short}`)
}

function fillChecks({ perS, cpuUs }: Awaited<ReturnType<typeof fill>>, from: number, until: number): Check[] {
  const stretch = `from ${from.toLocaleString('en-US')} to ${until.toLocaleString('en-US')}`
  return [
    check(`events with an outcome each taken in, a second, ${stretch}`, perS, { min: 5_000 }),
    check('CPU of this process and its threads meanwhile, µs an event', cpuUs),
  ]
}

function answerChecks(when: string, answers: readonly Answers[]): Check[] {
  const every = answers.flatMap(({ times }) => times)
  const short = answers.reduce((sum, one) => sum + one.short, 0)
  const [slowest] = [...answers].sort((a, b) => b.p99 - a.p99)
  return [
    check(`search p50${when}, ms`, quantile(every, 0.5)),
    check(`search p99${when}, ms`, quantile(every, 0.99), { max: 50 }),
    check(`pages that say how far they came and are not full${when}, %`, (100 * short) / every.length),
    check(`slowest kind of question${when} (${slowest?.kind ?? ''}) p99, ms`, slowest?.p99 ?? Number.NaN, { max: 50 }),
  ]
}

interface Stretch {
  readonly from: number
  readonly messages: number
}

async function fill(store: HistoryStore, load: HistoryLoad, { from, messages }: Stretch, say: (line: string) => void) {
  const startedMs = performance.now()
  const cpu = process.cpuUsage()
  let making = 0
  let applying: Promise<unknown> = Promise.resolve()
  for (let seq = from; seq < from + messages; seq += messagesPerBatch) {
    const before = process.threadCpuUsage()
    const [record, outcomes] = await joined(load, seq, Math.min(messagesPerBatch, from + messages - seq))
    const { user, system } = process.threadCpuUsage(before)
    making += user + system
    // As the feed does: the next batch is made while this one is taken in.
    await applying
    applying = Promise.all([store.apply(record), store.apply(outcomes)])
    if ((seq - from) % 4_000 === 0) say(`  ${((seq - from) * eventsPerMessage).toLocaleString('en-US')} events`)
  }
  await applying
  const events = messages * eventsPerMessage
  const used = process.cpuUsage(cpu)
  const seconds = (performance.now() - startedMs) / 1_000
  return { perS: events / seconds, cpuUs: (used.user + used.system - making) / events }
}

/** One message after another, as they would come: whoever asks in this thread is not kept from its answers meanwhile. */
async function joined(load: HistoryLoad, seq: number, messages: number) {
  const all: ReturnType<HistoryLoad['batches']>[] = []
  for (let at = 0; at < messages; at += 1) {
    all.push(load.batches(seq + at))
    await setImmediate()
  }
  const [first] = all
  if (first === undefined) throw new RangeError('no messages')
  return [
    { ...first[0], messages: all.flatMap(([record]) => record.messages) },
    { ...first[1], messages: all.flatMap(([, outcomes]) => outcomes.messages) },
  ] as const
}

/** Takes events in at a steady pace until all is asked; gives how many a second it were. */
async function keepUp(store: HistoryStore, load: HistoryLoad, from: number, asked: AbortSignal): Promise<number> {
  const startedMs = performance.now()
  const perMessageMs = (eventsPerMessage / besidePerS) * 1_000
  let seq = from
  let applying: Promise<unknown> = Promise.resolve()
  for (let isOver = false; !isOver;) {
    isOver = asked.aborted && performance.now() - startedMs >= besideMinS * 1_000
    const due = Math.floor((performance.now() - startedMs) / perMessageMs) - (seq - from)
    // In the end what has gathered until then; what it was behind by beyond that is missing.
    if (due >= messagesGathered || (isOver && due > 0)) {
      const messages = Math.min(due, messagesPerBatch)
      const [record, outcomes] = await joined(load, seq, messages)
      await applying
      applying = Promise.all([store.apply(record), store.apply(outcomes)])
      seq += messages
    } else await sleep(perMessageMs)
  }
  await applying
  return ((seq - from) * eventsPerMessage * 1_000) / (performance.now() - startedMs)
}

interface Answers {
  readonly kind: string
  readonly times: readonly number[]
  /** Answers that are no full page and have a next one. */
  readonly short: number
  readonly p50: number
  readonly p99: number
}

async function askAll(store: HistoryStore, load: HistoryLoad, events: number): Promise<Answers[]> {
  const answers: Answers[] = []
  for (const question of questions(load)) {
    const times: number[] = []
    let short = 0
    for (let asked = 0; asked < askedOfEach; asked += 1) {
      const answer = await timed(store, question, asked, events)
      times.push(answer.tookMs)
      if (answer.isShort) short += 1
    }
    answers.push({ kind: question.kind, times, short, p50: quantile(times, 0.5), p99: quantile(times, 0.99) })
  }
  return answers
}

/** One question. What has one answer is asked until it is there. Throws where an answer is wrong. */
async function timed(
  store: HistoryStore,
  { kind, isExact, ask }: Question,
  asked: number,
  events: number,
): Promise<{ readonly tookMs: number; readonly isShort: boolean }> {
  const nth = Math.floor(((asked + 0.5) / askedOfEach) * events)
  const startedMs = performance.now()
  let page = await store.search(ask(nth, events))
  const isShort = page.next !== undefined && page.events.length < limit
  if (isExact)
    while (page.events.length === 0 && page.next !== undefined)
      page = await store.search({ ...ask(nth, events), before: page.next })
  const tookMs = performance.now() - startedMs
  if (isExact && page.events.length !== 1) throw new Error(`${kind}: ${page.events.length} events instead of one`)
  return { tookMs, isShort }
}

function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? Number.NaN
}
