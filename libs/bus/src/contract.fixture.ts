import { eventually, type natsServer } from '@millrace/testkit'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Bus } from './open-bus.ts'
import { BusFault } from './bus-fault.ts'
import type { GroupOptions } from './group-publisher.ts'
import { storeForSure } from './store-for-sure.ts'
import type { StreamMessage } from './stream-message.ts'
import { sharedConsumer } from './streams.ts'
import { ack, type Verdict } from './verdict.ts'

type Server = Awaited<ReturnType<typeof natsServer>>

/** A driver under test. */
export interface Subject {
  readonly bus: () => Bus
  readonly server: () => Server
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
const text = (message: StreamMessage): string => Buffer.from(message.data).toString()
const join = (entries: readonly Uint8Array[]): Uint8Array =>
  Buffer.from(entries.map((one) => Buffer.from(one).toString()).join(','))
let next = 0

/** What every driver of the bus must keep: run against a real server. */
export function busContract(name: string, { bus, server }: Subject): void {
  const fresh = async (ackWaitMs = 30_000, unackedMax = 1000) => {
    const stream = `T${(next += 1)}`
    await bus().ensureStream({ name: stream, subjects: [`t.${stream}.>`], max_bytes: 10_000_000 })
    await bus().ensureConsumer(stream, sharedConsumer('c', ackWaitMs, unackedMax))
    return { stream, subject: `t.${stream}.x` }
  }
  const consume = (
    stream: string,
    act: (message: StreamMessage) => Promise<Verdict>,
    inFlightMax = 100,
    ackWaitMs = 30_000,
  ) => {
    const options = { stream, consumer: 'c', inFlightMax, ackWaitMs, ackGatherMs: 5 }
    const consumption = bus().consume(options, act)
    onTestFinished(() => consumption[Symbol.asyncDispose]())
    return consumption
  }
  const publisher = (subject: string, options: Partial<GroupOptions> = {}) =>
    bus().publisher({
      subject,
      join,
      entriesMax: 100,
      bytesMax: 100_000,
      inFlightMax: 1,
      waitingMax: 10_000,
      gatherMs: 0,
      giveUpMs: 20_000,
      ackTimeoutMs: 500,
      ...options,
    })

  describe(`${name}: publishing`, () => {
    test('a stored message has a position; the same id is stored once', async () => {
      const { subject, stream } = await fresh()
      const message = { subject, data: Buffer.from('a'), id: 'one' }
      expect(await bus().publish(message, 1_000)).toEqual({ stream, seq: 1, duplicate: false })
      expect(await bus().publish(message, 1_000)).toEqual({ stream, seq: 1, duplicate: true })
    })

    test('what arrives together is stored together, in order, each entry acknowledged', async () => {
      const { subject, stream } = await fresh()
      const group = publisher(subject)
      const acks = await Promise.all(Array.from({ length: 250 }, (_, index) => group.add(Buffer.from(String(index)))))
      expect(new Set(acks.map((one) => one.seq))).toEqual(new Set([1, 2, 3]))
      const seen: string[] = []
      consume(stream, (message) => (seen.push(...text(message).split(',')), Promise.resolve(ack)))
      await eventually(() => expect(seen).toEqual(Array.from({ length: 250 }, (_, index) => String(index))))
    })

    test('few that follow closely wait for each other', async () => {
      const { subject } = await fresh()
      const group = publisher(subject, { gatherMs: 1_000, inFlightMax: 4 })
      const first = await group.add(Buffer.from('alone'))
      const second = group.add(Buffer.from('waits'))
      await pause(50)
      const third = group.add(Buffer.from('joins'))
      expect([(await second).seq, (await third).seq]).toEqual([first.seq + 1, first.seq + 1])
    })

    test('many do not wait for more', async () => {
      const { subject } = await fresh()
      // Whoever waited for this window would run into the test's own bound.
      const group = publisher(subject, { gatherMs: 600_000, inFlightMax: 4 })
      await group.add(Buffer.from('alone'))
      const many = await Promise.all(Array.from({ length: 40 }, (_, index) => group.add(Buffer.from(String(index)))))
      expect(new Set(many.map((one) => one.seq)).size).toBeLessThan(4)
    })

    test('entries too large for one message are spread; one above the server’s bound is refused for good', async () => {
      const { subject } = await fresh()
      const group = publisher(subject, { bytesMax: 1_000 })
      const acks = await Promise.all([900, 900, 5_000].map((bytes) => group.add(Buffer.alloc(bytes, 'x'))))
      expect(acks.map((one) => one.seq)).toEqual([1, 2, 3])
      const huge = group.add(Buffer.alloc(9 * 1024 * 1024))
      await expect(huge).rejects.toMatchObject({ code: 'bus-refused' })
    })

    test('more than may wait is refused at once', async () => {
      const { subject } = await fresh()
      const group = publisher(subject, { waitingMax: 2 })
      const [one, two, three] = [1, 2, 3].map((index) => group.add(Buffer.from(String(index))))
      await expect(three).rejects.toMatchObject({ code: 'bus-overloaded' })
      await expect(Promise.all([one, two])).resolves.toHaveLength(2)
    })

    test('a full stream says so', async () => {
      const stream = `T${(next += 1)}`
      await bus().ensureStream({ name: stream, subjects: [`t.${stream}.>`], max_msgs: 1, discard: 'new' })
      await bus().publish({ subject: `t.${stream}.x`, data: Buffer.from('a') }, 1_000)
      const second = bus().publish({ subject: `t.${stream}.x`, data: Buffer.from('b') }, 1_000)
      await expect(second).rejects.toMatchObject({ code: 'bus-full' })
    })

    test('no stream for the subject: the bus counts as away', async () => {
      const nobody = bus().publish({ subject: 'nobody.listens', data: Buffer.from('a') }, 1_000)
      await expect(nobody).rejects.toMatchObject({ code: 'bus-away' })
    })

    test('a publisher that is closed stores what it has and takes no more', async () => {
      const { subject } = await fresh()
      const group = publisher(subject)
      const added = group.add(Buffer.from('a'))
      await group[Symbol.asyncDispose]()
      await expect(added).resolves.toMatchObject({ seq: 1 })
      await expect(group.add(Buffer.from('b'))).rejects.toBeInstanceOf(BusFault)
    })

    test('bus-restarts-mid-publish: nothing acknowledged is lost, nothing is stored twice', async () => {
      const { subject, stream } = await fresh()
      const group = publisher(subject, { entriesMax: 5 })
      const stop = new AbortController()
      const acked: string[] = []
      const adding = (async () => {
        for (let index = 0; !stop.signal.aborted; index += 1) {
          await group.add(Buffer.from(String(index)))
          acked.push(String(index))
        }
      })()
      const ackedAgain = async (): Promise<void> => {
        const least = acked.length + 20
        await eventually(() => acked.length >= least)
      }
      for (let kill = 0; kill < 3; kill += 1) {
        await ackedAgain()
        await server().kill('SIGKILL')
        await server().restart()
      }
      await ackedAgain()
      stop.abort()
      await adding
      const seen: string[] = []
      consume(stream, (message) => (seen.push(...text(message).split(',')), Promise.resolve(ack)))
      await eventually(() => expect(seen.length).toBeGreaterThanOrEqual(acked.length))
      expect(seen).toEqual(acked)
    })

    test('storeForSure waits for the bus and gives up only when stopped', async () => {
      const { subject } = await fresh()
      const stop = new AbortController()
      await server().kill('SIGKILL')
      const storing = storeForSure(bus(), { subject, data: Buffer.from('a'), id: 'sure' }, { stop: stop.signal })
      await pause(200)
      await server().restart()
      await expect(storing).resolves.toMatchObject({ seq: 1 })
      stop.abort()
      expect(
        await storeForSure(bus(), { subject, data: Buffer.from('b'), id: 'late' }, { stop: stop.signal }),
      ).toBeUndefined()
    })
  })

  describe(`${name}: consuming`, () => {
    test('no more than the bound is held at a time, and everything comes', async () => {
      const { stream, subject } = await fresh()
      for (let index = 0; index < 40; index += 1)
        await bus().publish({ subject, data: Buffer.from(String(index)) }, 1_000)
      let held = 0
      let heldMax = 0
      const seen = new Set<string>()
      const act = async (message: StreamMessage): Promise<Verdict> => {
        heldMax = Math.max(heldMax, (held += 1))
        await pause(5)
        held -= 1
        seen.add(text(message))
        return ack
      }
      consume(stream, act, 4)
      await eventually(() => expect(seen.size).toBe(40))
      expect(heldMax).toBe(4)
    })

    test('a slow message is set aside and keeps no other out, up to a bound', async () => {
      const { subject, stream } = await fresh()
      const { promise: slow, resolve: end } = Promise.withResolvers<Verdict>()
      const seen: string[] = []
      const options = { stream, consumer: 'c', inFlightMax: 1, ackWaitMs: 30_000, ackGatherMs: 0 }
      const consumption = bus().consume({ ...options, asideAfterMs: 50, asideMax: 2 }, (message) => {
        seen.push(text(message))
        return text(message).startsWith('slow') ? slow : Promise.resolve(ack)
      })
      onTestFinished(() => (end(ack), consumption[Symbol.asyncDispose]()))
      for (const one of ['slow1', 'a', 'slow2', 'b', 'slow3', 'c'])
        await bus().publish({ subject, data: Buffer.from(one) }, 1_000)
      await eventually(() => expect(seen).toEqual(['slow1', 'a', 'slow2', 'b', 'slow3']))
      await pause(300)
      // The third slow one finds no room aside: it counts, and nothing more comes.
      expect([seen.at(-1), consumption.inFlight]).toEqual(['slow3', 3])
      end(ack)
      await eventually(() => expect(seen.at(-1)).toBe('c'))
    })

    test('retry: the message comes again after the delay, to anybody; ack ends it', async () => {
      const { stream, subject } = await fresh()
      await bus().publish({ subject, data: Buffer.from('a') }, 1_000)
      const times: number[] = []
      const act = (message: StreamMessage): Promise<Verdict> => {
        times.push(performance.now())
        return Promise.resolve(message.deliveries < 3 ? { kind: 'retry', afterMs: 300 } : ack)
      }
      consume(stream, act)
      consume(stream, act)
      await eventually(() => expect(times).toHaveLength(3))
      expect(times.slice(1).every((time, index) => time - (times[index] ?? 0) > 250)).toBe(true)
      await pause(500)
      expect(times).toHaveLength(3)
    })

    test('reject: the message never comes again', async () => {
      const { stream, subject } = await fresh(1_000)
      await bus().publish({ subject, data: Buffer.from('a') }, 1_000)
      let times = 0
      consume(stream, () => ((times += 1), Promise.resolve({ kind: 'reject', reason: 'unreadable' })))
      await pause(1_600)
      expect(times).toBe(1)
    })

    test('what is worked on longer than the ack wait is not given to another replica', async () => {
      const { stream, subject } = await fresh(600)
      await bus().publish({ subject, data: Buffer.from('a') }, 1_000)
      let times = 0
      const act = async (): Promise<Verdict> => {
        times += 1
        await pause(2_000)
        return ack
      }
      consume(stream, act, 4, 600)
      consume(stream, act, 4, 600)
      await pause(2_500)
      expect(times).toBe(1)
    })

    test('an act that throws is told, and its message comes again', async () => {
      const { stream, subject } = await fresh()
      await bus().publish({ subject, data: Buffer.from('a') }, 1_000)
      const faults: unknown[] = []
      const options = { stream, consumer: 'c', inFlightMax: 4, ackWaitMs: 30_000, ackGatherMs: 0 }
      let done = false
      const act = (message: StreamMessage): Promise<Verdict> => {
        if (message.deliveries === 1) return Promise.reject(new Error('boom'))
        done = true
        return Promise.resolve(ack)
      }
      await using _ = bus().consume({ ...options, onFault: (fault) => faults.push(fault) }, act)
      await eventually(() => expect(done).toBe(true))
      expect(faults).toEqual([expect.objectContaining({ message: 'boom' })])
    })

    test('drain: what was begun is finished and acknowledged; what was not begun goes to another replica at once', async () => {
      const { stream, subject } = await fresh()
      for (let index = 0; index < 20; index += 1)
        await bus().publish({ subject, data: Buffer.from(String(index)) }, 1_000)
      const seen: string[] = []
      let begun = 0
      const act = async (message: StreamMessage): Promise<Verdict> => {
        begun += 1
        await pause(50)
        seen.push(text(message))
        return ack
      }
      const first = consume(stream, act, 4)
      await eventually(() => expect(begun).toBeGreaterThan(0))
      await first[Symbol.asyncDispose]()
      const finished = seen.length
      expect(finished).toBeGreaterThan(0)
      consume(stream, act, 100)
      await eventually(() => expect(seen).toHaveLength(20), { withinMs: 3_000 })
      await pause(300)
      expect(new Set(seen).size).toBe(20)
    })

    test('bus-restarts-while-consuming: every message is handled, and consuming goes on by itself', async () => {
      const { stream, subject } = await fresh(1_500)
      const seen = new Set<string>()
      consume(stream, (message) => (seen.add(text(message)), Promise.resolve(ack)), 10, 1_500)
      for (let index = 0; index < 3; index += 1) {
        await storeForSure(
          bus(),
          { subject, data: Buffer.from(String(index)), id: `r${index}` },
          { stop: new AbortController().signal },
        )
        await server().kill('SIGKILL')
        await server().restart()
      }
      await eventually(() => expect(seen).toEqual(new Set(['0', '1', '2'])), { withinMs: 15_000 })
    })

    test('bus-paused: a server that is stopped for a while loses nothing', async () => {
      const { stream, subject } = await fresh()
      const seen: string[] = []
      consume(stream, (message) => (seen.push(text(message)), Promise.resolve(ack)))
      server().pause()
      const storing = storeForSure(
        bus(),
        { subject, data: Buffer.from('p'), id: 'p' },
        { stop: new AbortController().signal },
      )
      await pause(1_000)
      server().resume()
      await storing
      await eventually(() => expect(seen).toEqual(['p']))
    })
  })
}
