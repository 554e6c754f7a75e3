import { boundsDefault, eventsSubject, openBus, ownStreams, recordStream } from '@millrace/bus'
import { eventually, natsServer, tempFolder } from '@millrace/testkit'
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { constants, cpus, setPriority } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { delivery, recordMessage } from '../batch.fixture.ts'
import { workerStore } from '../worker/worker-store.ts'
import { CoreProbe } from './core-probe.ts'
import { followHistory } from './follow-history.ts'

test.skipIf(!existsSync('/proc/stat'))(
  'while every core is busy nothing is taken in; what is old enough is all the same (only Linux tells)',
  async () => {
    await using setup = new AsyncDisposableStack()
    const server = setup.use(await natsServer())
    const folder = setup.use(await tempFolder())
    const bus = setup.use(await openBus({ url: server.url, name: 'give-way' }))
    for (const stream of ownStreams(boundsDefault)) await bus.ensureStream(stream)
    await bus.ensureStream(recordStream('default', 'default', {}, boundsDefault))
    const publish = (...numbers: readonly number[]) => {
      const { data } = recordMessage(0, ...numbers.map((nth) => delivery(nth)))
      return bus.publish({ subject: eventsSubject('default', 'default'), data }, 5_000)
    }
    // Each takes what nobody else wants, and ends by itself should this process not live to end it.
    const burn = 'for (const t = Date.now(); Date.now() - t < 120_000; );'
    for (const burner of cpus().map(() => spawn(process.execPath, ['--eval', burn]))) {
      setup.defer(() => void burner.kill('SIGKILL'))
      if (burner.pid !== undefined) setPriority(burner.pid, constants.priority.PRIORITY_LOW)
    }
    const probe = new CoreProbe(Infinity)
    await eventually(async () => expect(await probe.spareCores()).toBeLessThan(0.3), { withinMs: 20_000 })

    const store = setup.use(
      workerStore(join(folder.path, 'h.db'), { dataBytesMax: 1, onDamaged: () => undefined, idleEndMs: 60_000 }),
    )
    let gaveWayMs = 0
    let takenInMs = Number.NaN
    const storedMs = Date.now()
    await publish(1, 2)
    const feed = setup.use(
      await followHistory({
        bus,
        store,
        retention: { ageMaxMs: 1e12, bytesMax: 2 ** 40 },
        giveWayMaxMs: 12_000,
        nowUs: () => Date.now() * 1_000,
        onApplied: () => (takenInMs = Date.now()),
        onFault: () => undefined,
        onGaveWay: (ms) => (gaveWayMs += ms),
      }),
    )
    await publish(3)
    // It tells how far it is behind while it waits.
    const behind = () => feed.progress().reduce((sum, { seq, lastSeq }) => sum + lastSeq - (seq ?? 0), 0)
    await eventually(() => expect(behind()).toBe(2), { withinMs: 30_000 })
    expect(takenInMs).toBeNaN()
    await eventually(() => expect(takenInMs - storedMs).toBeGreaterThanOrEqual(12_000), { withinMs: 30_000 })
    expect(gaveWayMs).toBeGreaterThan(0)
    await eventually(async () => expect((await store.stats()).events).toBe(3), { withinMs: 30_000 })
  },
  120_000,
)
