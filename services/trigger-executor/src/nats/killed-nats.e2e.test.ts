import { jetstreamManager } from '@nats-io/jetstream'
import { connect } from '@nats-io/transport-node'
import { cutProxy, natsServer } from '@millrace/testkit'
import { expect, test } from 'vitest'
import { executorStage } from '../executor.fixture.ts'
import { killedRun, tally } from '../killed-executor.fixture.ts'

test('an executor killed again and again: a stream has each effect once, a plain subject a second one only where uncertain', async () => {
  await using stage = await executorStage()
  await using target = await natsServer()
  await using wire = await cutProxy(target.port)
  // Slow enough for kills to come in the middle.
  wire.delay(25)
  const connection = await connect({ servers: target.url })
  const manager = await jetstreamManager(connection)
  await manager.streams.add({ name: 'KEPT', subjects: ['kept.>'] })
  const trigger = (name: string, subject: string) => `- atLeastOnce: true
  retryStrategy: { steps: 10, duration: 100ms, jitter: 0 }
  template:
    name: ${name}
    nats:
      url: nats://127.0.0.1:${wire.port}
      subject: ${subject}
      payload: [{ src: { dependencyName: dep, dataKey: n }, dest: n }]`
  await stage.sensor(`${trigger('stored', 'kept.a')}\n${trigger('plain', 'plain.a')}`)

  const inStream: string[] = []
  const heard: string[] = []
  const note = (into: string[]) => ({
    callback: (_: unknown, message: { readonly headers?: { get(name: string): string } }) =>
      void into.push(message.headers?.get('Nats-Msg-Id') ?? ''),
  })
  connection.subscribe('kept.a', note(inStream))
  connection.subscribe('plain.a', note(heard))
  await connection.flush()

  const stored = await killedRun(stage, 'stored', { seen: () => new Set(inStream).size })
  expect(stored.kills).toBeGreaterThan(0)
  expect((await manager.streams.info('KEPT')).state.messages).toBe(200)

  const plain = await killedRun(stage, 'plain', { seen: () => new Set(heard).size })
  expect(plain.kills).toBeGreaterThan(0)
  const counts = tally(heard)
  expect([...counts.keys()].toSorted()).toEqual(plain.ids.toSorted())
  const doubled = [...counts].filter(([, count]) => count > 1).map(([id]) => id)
  expect(doubled.filter((id) => !plain.uncertain.has(id))).toEqual([])
  await connection.close()
})
