import { openBus, type Bus } from '@millrace/bus'
import { eventually, natsServer } from '@millrace/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openSourceReports, type SourceState } from './source-reports.ts'
import { watchSourceReports } from './watch-source-reports.ts'

let server: Awaited<ReturnType<typeof natsServer>>
let bus: Bus

beforeAll(async () => {
  server = await natsServer()
  bus = await openBus({ url: server.url, name: 'reports-test' })
})
afterAll(async () => {
  await bus[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})

const source = (eventName: string, state: SourceState['state'], error = '', errorAtUs = 0): SourceState => ({
  namespace: 'n',
  eventSource: 's',
  eventName,
  state,
  error,
  errorAtUs,
})

test('replicas tell of their sources: the one that serves counts, with the last error; who is gone tells nothing', async () => {
  const reports = await openSourceReports(bus, 1)
  const one = reports.reporter('one')
  const two = reports.reporter('two')
  one.replace([source('a', 'connected'), source('b', 'failed', 'no port', 5)])
  two.put(source('a', 'failed', 'no secret', 7))
  const told = async () =>
    (await reports.list()).map((each) => [each.eventName, each.state, each.error, each.errorAtUs]).sort()
  await eventually(async () =>
    expect(await told()).toEqual([
      ['a', 'connected', 'no secret', 7],
      ['b', 'failed', 'no port', 5],
    ]),
  )
  // The same error later is the same error.
  one.put(source('b', 'failed', 'no port', 9))
  one.forget(source('a', 'connected'))
  two.put(source('a', 'connecting', 'no secret', 9))
  await eventually(async () =>
    expect(await told()).toEqual([
      ['a', 'connecting', 'no secret', 7],
      ['b', 'failed', 'no port', 5],
    ]),
  )
  await one[Symbol.asyncDispose]()
  expect(await told()).toEqual([['a', 'connecting', 'no secret', 7]])
  await two[Symbol.asyncDispose]()
  expect(await told()).toEqual([])
})

test('who follows the reports is told of each change, and of what was there before', async () => {
  const reports = await openSourceReports(bus, 1)
  await using one = reports.reporter('followed')
  one.put(source('early', 'failed', 'the port is taken', 3))
  await eventually(async () => expect(await reports.list()).toHaveLength(1))
  let told: readonly SourceState[] = []
  await using _ = await watchSourceReports(reports, bus, (states) => (told = states))
  expect(told).toEqual([source('early', 'failed', 'the port is taken', 3)])
  one.put(source('early', 'connected'))
  one.put(source('late', 'connecting'))
  await eventually(() => expect(told).toEqual([source('late', 'connecting'), source('early', 'connected')]))
  await one[Symbol.asyncDispose]()
  await eventually(() => expect(told).toEqual([]))
})
