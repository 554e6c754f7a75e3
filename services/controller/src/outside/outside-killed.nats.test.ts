import { openBus, outsideConsumer } from '@millrace/bus'
import { eventually, freePort, natsServer, spawnService, tempFolder } from '@millrace/testkit'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { exotic, haveRecord, idsThere, recorded } from './outside-scene.fixture.ts'

const messages = 4_000
const perMessage = 3
const rounds = 6

test('outside-record-while-killed: server and controller killed again and again, the record there has each event once', async () => {
  const own = await natsServer()
  onTestFinished(() => own[Symbol.asyncDispose]())
  const outside = await natsServer({ sync: 'always' })
  onTestFinished(() => outside[Symbol.asyncDispose]())
  const folder = await tempFolder()
  onTestFinished(() => folder[Symbol.asyncDispose]())
  // JSON is YAML.
  await writeFile(join(folder.path, 'bus.yaml'), JSON.stringify(exotic('far', outside.url)))
  const bus = await openBus({ url: own.url, name: 'outside-killed' })
  onTestFinished(() => bus[Symbol.asyncDispose]())
  await haveRecord(bus, 'far')
  const controller = await spawnService({
    main: new URL('../main.ts', import.meta.url),
    env: {
      MILLRACE_NATS_URL: own.url,
      MILLRACE_MANIFESTS: folder.path,
      MILLRACE_ACK_WAIT: '3s',
      MILLRACE_CONTROL_ADDRESS: `127.0.0.1:${await freePort()}`,
      MILLRACE_METRICS_PORT: '-1',
    },
    ready: { line: /Service running/ },
  })
  onTestFinished(() => controller[Symbol.asyncDispose]())
  const killing = (async () => {
    for (let round = 0; round < rounds; round += 1) {
      await sleep(200 + Math.random() * 600)
      const killed = round % 2 === 0 ? outside : controller
      await killed.kill()
      await sleep(Math.random() * 500)
      await killed.restart()
    }
  })()
  const idOf = (nth: number): string => `d-${nth}`
  for (let nth = 0; nth < messages; nth += 1) {
    const first = nth * perMessage
    await recorded(bus, 'far', ...Array.from({ length: perMessage }, (_, more) => idOf(first + more)))
    if (nth % 10 === 9) await sleep(5)
  }
  await killing
  await eventually(
    async () => {
      const info = bus.manager.consumers.info('EVENTS_outside_far', outsideConsumer)
      const { num_pending, num_ack_pending } = await info.catch(async () =>
        Promise.reject(new Error(await controller.log())),
      )
      expect(num_pending + num_ack_pending, await controller.log()).toBe(0)
    },
    { withinMs: 40_000 },
  )
  const there = await openBus({ url: outside.url, name: 'outside-killed-there' })
  onTestFinished(() => there[Symbol.asyncDispose]())
  const ids = await idsThere(there, 'far')
  expect(new Set(ids).size).toBe(messages * perMessage)
  expect(ids).toHaveLength(messages * perMessage)
}, 120_000)
