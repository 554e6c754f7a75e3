import { openBus } from '@millrace/bus'
import { controllerOptions, startController } from '@millrace/controller'
import { openRegistry } from '@millrace/registry'
import { configFrom, supervise, type Running } from '@millrace/service'
import { startTelemetry } from '@millrace/telemetry'
import { eventually, natsServer, tempFolder } from '@millrace/testkit'
import { rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { base } from './bad-input/base.fixture.ts'
import { edited } from './bad-input/edited.fixture.ts'
import { edits } from './bad-input/edits.fixture.ts'
import { acceptedGenerated, generatedMutations } from './bad-input/mutations.fixture.ts'

/** Of the generated mutations every so many-th is tried: each takes the controller a moment. */
const every = 7

test('whatever is wrong, what was in force stays in force, and a mended file is taken', async () => {
  await using server = await natsServer()
  await using folder = await tempFolder()
  await using aside = await tempFolder()
  await using bus = await openBus({ url: server.url, name: 'bad-input' })
  const file = join(folder.path, 'manifests.yaml')
  await writeFile(file, base)
  await using telemetry = await startTelemetry({ service: 'controller', write: () => {} })
  let syncs = 0
  const config = configFrom(controllerOptions, { natsUrl: server.url, manifests: [folder.path], settleMs: 20 })
  const { life, ended } = supervise(
    (_stop, life): Promise<Running> =>
      startController({ ...config, control: undefined }, { life, telemetry, onSync: () => void (syncs += 1) }),
    telemetry.log,
  )
  await eventually(() => expect(life.state).toBe('running'))
  const registry = await openRegistry(bus, 1)
  const inForce = async (): Promise<string> =>
    JSON.stringify((await registry.list()).sort((a, b) => (a.kind < b.kind ? -1 : 1)))
  let good = await inForce()
  expect(JSON.parse(good)).toHaveLength(2)
  const write = async (text: string): Promise<void> => {
    const before = syncs
    // At one stroke: a file that is read while it is half written says what nobody wrote.
    const beside = join(aside.path, 'manifests.yaml')
    await writeFile(beside, text)
    await rename(beside, file)
    await eventually(() => expect(syncs).toBeGreaterThan(before))
  }
  const refused = generatedMutations().filter(({ name }) => !acceptedGenerated.some(([one]) => one.test(name)))
  const tried = [
    ...edits.map((edit) => ({ name: edit[0], text: edited(edit) })),
    ...refused.filter((_, nth) => nth % every === 0),
  ]
  const changed: string[] = []
  for (const { name, text } of tried) {
    await write(text)
    if ((await inForce()) === good) continue
    changed.push(name)
    await write(base)
    good = await inForce()
  }
  expect(changed).toEqual([])
  expect(tried.length).toBeGreaterThan(100)
  await write(base.replace('timeout: 5', 'timeout: 6'))
  await eventually(async () => expect(await inForce()).not.toBe(good))
  life.drain()
  expect(await ended).toEqual({ kind: 'drained' })
}, 120_000)
