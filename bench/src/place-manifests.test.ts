import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { placeManifests } from './place-manifests.ts'

const text = `kind: EventSource
spec:
  webhook:
    push:
      port: '12000'
---
kind: Sensor
spec:
  triggers:
  - template:
      http:
        url: http://127.0.0.1:9900/t0
`

let dir = ''
const taken: Server[] = []
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'millrace-place-'))
  await mkdir(join(dir, 'from', 'base'), { recursive: true })
  await writeFile(join(dir, 'from', 'base', 'manifests.yaml'), text)
})
afterEach(async () => {
  for (const server of taken.splice(0)) server.close()
  await rm(dir, { recursive: true })
})

test('another port stands in, everywhere, for one that is taken; sensors are left out when asked', async () => {
  for (const port of [12_000, 9_900]) await take(port)
  const said: string[] = []
  const folders = { from: join(dir, 'from'), to: join(dir, 'to') }
  const ports = await placeManifests({ manifests: 'base' }, folders, (line) => said.push(line))
  expect(new Set([ports.webhook, ports.sink, 12_000, 9_900]).size).toBe(4)
  expect(said.length).toBe(2)
  const expected = text.replace("'12000'", `'${ports.webhook}'`).replace(':9900/', `:${ports.sink}/`)
  expect(await readFile(join(dir, 'to', 'manifests.yaml'), 'utf8')).toBe(expected)

  const without = { from: folders.from, to: join(dir, 'without') }
  await placeManifests({ manifests: 'base', withoutSensors: true }, without, () => {})
  const placed = await readFile(join(without.to, 'manifests.yaml'), 'utf8')
  expect(placed).toContain('kind: EventSource')
  expect(placed).not.toContain('kind: Sensor')
})

/** Takes the port. Whoever has it already may let it go at any moment, so that is waited for; for ever taken it is either way. */
async function take(port: number): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    const server = createServer()
    const { promise, resolve } = Promise.withResolvers<boolean>()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => resolve(true))
    if (await promise) {
      taken.push(server)
      return
    }
    await sleep(100)
  }
}
