import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { containersOf, type RenderedObject } from './rendered.fixture.ts'
import { repository } from './tools/deploy-tools.fixture.ts'

interface Measured {
  readonly processes: readonly { readonly name: string; readonly cpuPer1k: number; readonly rssMb: number }[]
}

const measured = (scenario: string): Measured =>
  // What bench/ writes.
  JSON.parse(readFileSync(join(repository, `bench/results/${scenario}.json`), 'utf8')) as Measured
const services = {
  admin: 'base/admin/deployment.yaml',
  controller: 'base/controller/deployment.yaml',
  dedup: 'base/dedup/deployment.yaml',
  ingest: 'base/ingest/deployment.yaml',
  router: 'base/router/deployment.yaml',
  sources: 'base/sources/deployment.yaml',
  'trigger-executor': 'base/trigger-executor/deployment.yaml',
  'nats-server': 'components/nats/stateful-set.yaml',
  'redis-server': 'components/redis/stateful-set.yaml',
}

/** What one replica is promised: the CPU of 200 events a second, and the memory of full load. */
test.each(Object.entries(services))('%s asks for what it was measured to use, and not for much more', (name, path) => {
  const object = parse(readFileSync(join(repository, 'deploy', path), 'utf8')) as RenderedObject
  const { requests = {}, limits = {} } = containersOf(object)[0]?.resources ?? {}
  const of = (scenario: string) => measured(scenario).processes.find((process) => process.name === name)
  // What pulls events is on no road that begins with a request.
  const isPulling = name === 'sources'
  const loads = isPulling ? ['sources'] : ['base', 'base-fsync', 'full', 'many50']
  const memoryMb = Math.max(...loads.map((scenario) => of(scenario)?.rssMb ?? 0))
  const cores = ((of(isPulling ? 'sources' : 'base-200')?.cpuPer1k ?? 0) * 200) / 1_000
  const asked = megabytes(requests['memory'])
  expect(memoryMb).toBeGreaterThan(0)
  expect(asked).toBeGreaterThanOrEqual(memoryMb)
  expect(asked).toBeLessThanOrEqual(memoryMb * 1.6)
  expect(megabytes(limits['memory'])).toBeGreaterThanOrEqual(asked * 1.9)
  expect(coresIn(requests['cpu'])).toBeGreaterThanOrEqual(cores)
})

function megabytes(quantity = ''): number {
  const [, count = '', unit = ''] = /^(\d+)(Mi|Gi)$/.exec(quantity) ?? []
  return (Number(count) * (unit === 'Gi' ? 2 ** 30 : 2 ** 20)) / 1e6
}

const coresIn = (quantity = ''): number => Number(/^(\d+)m$/.exec(quantity)?.[1]) / 1_000
