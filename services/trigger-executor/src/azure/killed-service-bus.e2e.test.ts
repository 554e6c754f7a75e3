import { azureNamespace, cutProxy, tempFolder, type AzureNamespace } from '@millrace/testkit'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { executorStage } from '../executor.fixture.ts'
import { killedRun, tally } from '../killed-executor.fixture.ts'

const idsIn = (bus: AzureNamespace, entity: string): readonly string[] =>
  (bus.stored.get(entity) ?? []).map((message) => String(message.message_id))

test('an executor killed again and again: a queue that detects duplicates has each message once, another a second one only where uncertain', async () => {
  await using stage = await executorStage()
  await using bus = await azureNamespace({
    entities: { kept: { detectsDuplicates: true }, plain: {} },
    keys: { ann: 'k' },
  })
  await using wire = await cutProxy(bus.port)
  // Slow enough for kills to come in the middle.
  wire.delay(25)
  await using secrets = await tempFolder()
  await mkdir(join(secrets.path, 'bus'))
  await writeFile(
    join(secrets.path, 'bus', 'string'),
    `Endpoint=sb://127.0.0.1:${wire.port};SharedAccessKeyName=ann;SharedAccessKey=k;UseDevelopmentEmulator=true`,
  )
  const trigger = (name: string) => `- atLeastOnce: true
  retryStrategy: { steps: 10, duration: 100ms, jitter: 0 }
  template:
    name: ${name}
    azureServiceBus:
      connectionString: { name: bus, key: string }
      queueName: ${name}
      payload: [{ src: { dependencyName: dep, dataKey: n }, dest: n }]`
  await stage.sensor(`${trigger('kept')}\n${trigger('plain')}`)
  const env = { MILLRACE_SECRET_FOLDERS: secrets.path }

  const kept = await killedRun(stage, 'kept', { seen: () => idsIn(bus, 'kept').length, env })
  expect(kept.kills).toBeGreaterThan(0)
  expect(idsIn(bus, 'kept').toSorted()).toEqual(kept.ids.toSorted())

  const plain = await killedRun(stage, 'plain', { seen: () => new Set(idsIn(bus, 'plain')).size, env })
  expect(plain.kills).toBeGreaterThan(0)
  const counts = tally(idsIn(bus, 'plain'))
  expect([...counts.keys()].toSorted()).toEqual(plain.ids.toSorted())
  const doubled = [...counts].filter(([, count]) => count > 1).map(([id]) => id)
  expect(doubled.filter((id) => !plain.uncertain.has(id))).toEqual([])
})
