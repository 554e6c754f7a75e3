import type { CasBucket } from '@millrace/bus'
import { setTimeout as sleep } from 'node:timers/promises'
import { allWhole, copiesOf, removeCopies, slim, whole } from './copies.ts'
import { decodeJoin, encodeJoin } from './join-codec.ts'
import { JoinFault } from './join-fault.ts'
import { stateKey } from './join-key.ts'
import { emptyJoin, type IdOf, type Join, type JoinName, type JoinRules, type Owed } from './join.ts'
import { upTo, withoutOwed } from './settle-owed.ts'
import { takeIn, type Answer, type Arrivals } from './take-in.ts'
import { rangesOf } from './taken-messages.ts'

/** What joins work with. */
export interface JoinDeps {
  readonly bucket: CasBucket
  readonly idOf: IdOf
  /** Milliseconds since the Unix epoch. */
  readonly nowMs: () => number
  /** Bytes of the deliveries of one invocation at most: what fits into a message of the bus. */
  readonly firingBytesMax: number
  /** A number from 0 up to 1. */
  readonly random: () => number
  /** Up to which message of a record the router is done with every one. */
  readonly floorOf: (stream: string) => Promise<number>
  /** Stores firings on INVOCATIONS and what is given up among the dead letters. Its events are whole. */
  readonly storeOwed: (name: JoinName, owed: readonly Owed[]) => Promise<void>
  /** Told about each try to change a state, and whether it was in vain. */
  readonly onWrite?: (name: JoinName, outcome: 'stored' | 'conflict') => void
}

/** A state as the bucket has it. */
interface Known {
  readonly join: Join
  /** 0: there is none. */
  readonly revision: number
}

interface Waiting {
  readonly rules: JoinRules
  readonly arrivals: Arrivals
  readonly bytes: number
  readonly resolve: (answers: readonly Answer[]) => void
  readonly reject: (fault: unknown) => void
}

/** Bytes of events that are taken in with one write, about; a message that has more goes alone. */
const batchBytesMax = 256 * 1024
/** Others are first again and again: then the messages come again later. */
const triesMax = 64
/** Longest wait before the next try: it doubles from 1 ms, and a part of it is drawn. Milliseconds. */
const waitMaxMs = 64
/** A state that remembers more ranges asks the bus for the floor. */
const rangesSoft = 32
/** A state that would remember more holds its messages back. */
export const rangesMax = 4_096
/** How often the floor is asked for. Milliseconds. */
const floorEveryMs = 1_000
/** What is owed above this is stored by whoever meets it. */
const owedMax = 512

/**
 * One join in this process. Messages that wait for the same join are taken in together, with one write: a replica never
 * contends with itself, and the hotter the join the more each write carries.
 */
export class JoinLoop {
  readonly #name: JoinName
  readonly #deps: JoinDeps
  readonly #key: string
  readonly #stored = new Set<string>()
  #waiting: Waiting[] = []
  #known: Known | undefined
  #isRunning = false
  #floorAskedAtMs = -Infinity
  /** Bytes of the state that is remembered. */
  bytes = 0

  constructor(name: JoinName, deps: JoinDeps) {
    this.#name = name
    this.#deps = deps
    this.#key = stateKey(name)
  }

  /** It may be forgotten: the state is in the bucket, and what is stored and still owed there is found by the sweep. */
  get isIdle(): boolean {
    return !this.#isRunning
  }

  /** Resolves when the state that the answers follow from is stored. */
  take(rules: JoinRules, arrivals: Arrivals): Promise<readonly Answer[]> {
    const { promise, resolve, reject } = Promise.withResolvers<readonly Answer[]>()
    const bytes = arrivals.events.reduce((sum, { delivery }) => sum + delivery.length, 0)
    this.#waiting.push({ rules, arrivals, bytes, resolve, reject })
    if (!this.#isRunning) void this.#run()
    return promise
  }

  /** What was owed and is stored now; the next write drops it. */
  stored(id: string): void {
    this.#stored.add(id)
  }

  async #run(): Promise<void> {
    this.#isRunning = true
    while (this.#waiting.length > 0) {
      const batch = this.#cut()
      try {
        const answers = await this.#takeAll(batch)
        for (const [at, one] of batch.entries()) one.resolve(answers[at] ?? [])
      } catch (fault) {
        this.#known = undefined
        for (const { reject } of batch) reject(fault)
      }
    }
    this.#isRunning = false
  }

  /** What is taken in next, in the order of the record. */
  #cut(): Waiting[] {
    const inOrder = this.#waiting.toSorted((a, b) => a.arrivals.message.seq - b.arrivals.message.seq)
    let bytes = 0
    const count = inOrder.findIndex((one, at) => (bytes += one.bytes) > batchBytesMax && at > 0)
    const batch = count === -1 ? inOrder : inOrder.slice(0, count)
    this.#waiting = count === -1 ? [] : inOrder.slice(count)
    return batch
  }

  async #takeAll(batch: readonly Waiting[]): Promise<readonly (readonly Answer[])[]> {
    const copied = new Set<string>()
    for (let tries = 1; tries <= triesMax; tries += 1) {
      const known = (this.#known ??= await this.#load())
      const { idOf, nowMs, firingBytesMax } = this.#deps
      const context = { idOf, nowMs: nowMs(), firingBytesMax }
      let join = await this.#lighten(known.join, batch)
      const answers: (readonly Answer[])[] = []
      for (const { rules, arrivals } of batch) {
        const taken = takeIn(join, arrivals, rules, context)
        join = taken.join
        answers.push(taken.answers)
      }
      if (join.taken === known.join.taken || (await this.#write(join, known, copied))) return this.#withEvents(answers)
      this.#known = undefined
      await sleep(Math.min(waitMaxMs, 2 ** tries) * this.#deps.random())
    }
    throw new JoinFault('join-contended', `${this.#key} was changed by others ${triesMax} times in a row`)
  }

  async #load(): Promise<Known> {
    const found = await this.#deps.bucket.get(this.#key)
    this.bytes = found?.value.length ?? 0
    if (found === undefined) return { join: emptyJoin(this.#name), revision: 0 }
    try {
      return { join: decodeJoin(found.value), revision: found.revision }
    } catch (cause) {
      throw new JoinFault('join-unreadable', this.#key, { cause })
    }
  }

  /** Drops what need not be remembered any more. */
  async #lighten(join: Join, batch: readonly Waiting[]): Promise<Join> {
    let light = withoutOwed(join, (one) => this.#stored.has(one.id))
    const stream = batch[0]?.arrivals.message.stream
    const sinceMs = this.#deps.nowMs() - this.#floorAskedAtMs
    if (stream !== undefined && rangesOf(light.taken) > rangesSoft && sinceMs >= floorEveryMs) {
      this.#floorAskedAtMs = this.#deps.nowMs()
      // Where the bus does not tell, more is remembered for a while.
      light = upTo(light, stream, await this.#deps.floorOf(stream).catch(() => 0))
    }
    if (rangesOf(light.taken) > rangesMax) {
      throw new JoinFault('join-held-back', `${this.#key} waits for older messages of ${stream} to be acknowledged`)
    }
    return light.owed.length > owedMax ? this.#help(light) : light
  }

  /** Stores what others, who may be gone, had decided. Storing an invocation twice has one effect. */
  async #help(join: Join): Promise<Join> {
    await this.#deps.storeOwed(this.#name, await allWhole(join.owed, this.#deps.bucket))
    return { ...join, owed: [] }
  }

  /** Whether it was stored; false when somebody else was first. */
  async #write(join: Join, known: Known, copied: Set<string>): Promise<boolean> {
    const { bucket, onWrite } = this.#deps
    const written = slim(join)
    for (const [key, bytes] of written.copies) {
      if (!copied.has(key)) await bucket.put(key, bytes)
      copied.add(key)
    }
    const encoded = encodeJoin(written.join)
    const revision = await bucket.set(this.#key, encoded, known.revision)
    onWrite?.(this.#name, revision === 'conflict' ? 'conflict' : 'stored')
    if (revision === 'conflict') return false
    this.#known = { join: written.join, revision }
    this.bytes = encoded.length
    const owed = new Set(join.owed.map(({ id }) => id))
    for (const id of this.#stored) if (!owed.has(id)) this.#stored.delete(id)
    // A crash here leaves copies that nobody needs; the sweep finds them.
    void removeCopies(bucket, copiesOf(known.join).difference(copiesOf(written.join)))
    return true
  }

  /** Firings with the data of their events. */
  #withEvents(answers: readonly (readonly Answer[])[]): Promise<readonly (readonly Answer[])[]> {
    const { bucket } = this.#deps
    const filled = async (answer: Answer): Promise<Answer> => {
      if (answer.kind !== 'fired') return answer
      const owed = await whole(answer.owed, bucket)
      return owed === undefined ? { kind: 'settled' } : { kind: 'fired', owed }
    }
    return Promise.all(answers.map((some) => Promise.all(some.map(filled))))
  }
}
