import { Consumer, stringDeserializers } from '@platformatic/kafka'
import { kafkaJars, kafkaServer } from '@millrace/testkit'
import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { executorStage } from '../executor.fixture.ts'
import { killedRun, tally } from '../killed-executor.fixture.ts'

const jars = await kafkaJars()

test.skipIf(jars.kind === 'missing')(
  'an executor killed again and again: every record is there, a second one only where its invocation is marked uncertain',
  { timeout: 180_000 },
  async () => {
    if (jars.kind === 'missing') return
    await using kafka = await kafkaServer(jars, { proxied: (port) => Promise.resolve(port) })
    await using stage = await executorStage()
    await stage.sensor(`- atLeastOnce: true
  retryStrategy: { steps: 10, duration: 100ms, jitter: 0 }
  template:
    name: record
    kafka:
      url: ${kafka.plain}
      topic: killed
      payload: [{ src: { dependencyName: dep, dataKey: n }, dest: n }]`)
    const consumer = new Consumer({
      clientId: 'test',
      groupId: randomUUID(),
      bootstrapBrokers: [kafka.plain],
      autocreateTopics: true,
      deserializers: stringDeserializers,
    })
    const read: string[] = []
    const stream = await consumer.consume({ topics: ['killed'], mode: 'earliest', maxWaitTime: 50 })
    stream.on('data', ({ headers }) => read.push(headers.get('millrace-invocation-id') ?? ''))

    const run = await killedRun(stage, 'record', { seen: () => new Set(read).size })

    expect(run.kills).toBeGreaterThan(0)
    expect([...new Set(read)].toSorted()).toEqual(run.ids.toSorted())
    const doubled = [...tally(read)].filter(([, count]) => count > 1).map(([id]) => id)
    expect(doubled.filter((id) => !run.uncertain.has(id))).toEqual([])
    await stream.close()
    await consumer.close(true)
  },
)
