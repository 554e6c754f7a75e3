import { apiTools, eventually, findApiTool, type ApiTool } from '@millrace/testkit'
import { execFile } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { constellation, type Constellation } from './up/constellation.fixture.ts'

const say = (line: string): void => void process.stderr.write(`${line}\n`)
const found = {
  grpcurl: await tool(apiTools.grpcurl),
  healthProbe: await tool(apiTools.healthProbe),
}

/** Its path, or undefined, which is said aloud: `npm run e2e:api` builds what is missing. */
async function tool(wanted: ApiTool): Promise<string | undefined> {
  const answer = await findApiTool(wanted, { say, mayBuild: false })
  if (answer.kind === 'found') return answer.path
  say(`SKIPPED: tests with ${wanted.name}: ${answer.reason}`)
  return undefined
}

const manifests = `
apiVersion: argoproj.io/v1alpha1
kind: EventSource
metadata: {name: hook, namespace: default}
spec:
  webhook:
    push: {port: "PORT", endpoint: /push, method: POST}
---
apiVersion: argoproj.io/v1alpha1
kind: Sensor
metadata: {name: logs, namespace: default}
spec:
  dependencies: [{name: d, eventSourceName: hook, eventName: push}]
  triggers: [{template: {name: log, log: {}}}]
`

let system: Constellation
let address: string

beforeAll(async () => {
  if (found.grpcurl === undefined && found.healthProbe === undefined) return
  system = await constellation(manifests)
  address = new URL(system.adminUrl).host
}, 60_000)
afterAll(() => system?.[Symbol.asyncDispose]())

interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
}

function run(path: string, ...args: string[]): Promise<Ran> {
  return new Promise((resolve) => {
    execFile(path, args, { timeout: 30_000 }, (error, out, err) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 1
      resolve({ code, out, err })
    })
  })
}

describe.skipIf(found.grpcurl === undefined)('grpcurl, bare', () => {
  const grpcurl = (...args: string[]) => run(found.grpcurl ?? '', '-plaintext', ...args)
  const call = (method: string, request: object, ...flags: string[]) =>
    grpcurl('-d', JSON.stringify(request), ...flags, address, `millrace.admin.v1.${method}`)

  test('lists and describes what there is', async () => {
    const { out } = await grpcurl(address, 'list')
    expect(out.split('\n')).toEqual(
      expect.arrayContaining([
        'grpc.health.v1.Health',
        'grpc.reflection.v1.ServerReflection',
        'millrace.admin.v1.EventService',
        'millrace.admin.v1.ReplayService',
        'millrace.admin.v1.SystemService',
      ]),
    )
    for (const service of out.split('\n').filter((name) => name.startsWith('millrace.'))) {
      const described = await grpcurl(address, 'describe', service)
      expect([described.code, described.out]).toEqual([0, expect.stringContaining('rpc ')])
    }
  })

  test('sends an event, finds its road, and follows what comes', async () => {
    const tailing = call(
      'EventService/Tail',
      { filter: { namespace: 'default' }, withOutcomes: true },
      '-max-time',
      '8',
    )
    await new Promise((resolve) => setTimeout(resolve, 1_000))
    const event = { namespace: 'default', eventSource: 'hook', eventName: 'push' }
    const sent = await call('EventService/Publish', { ...event, data: Buffer.from('{"n":1}').toString('base64') })
    expect(sent.err).toBe('')
    const { eventId } = JSON.parse(sent.out) as { eventId: string }
    await eventually(
      async () => {
        const got = await call('EventService/Get', { id: eventId })
        expect(JSON.parse(got.out)).toMatchObject({
          events: [{ eventId, event: { binaryData: Buffer.from('{"n":1}').toString('base64') } }],
          road: { progress: 'PROGRESS_CONCLUDED', outcomes: [{ sensor: 'logs', result: 'RESULT_SUCCEEDED' }] },
        })
      },
      { withinMs: 20_000 },
    )
    const { out } = await tailing
    expect(out).toContain(eventId)
    expect(out).toContain('"outcome"')
  })

  test('is told in full what is wrong', async () => {
    const { code, err } = await call('InvocationService/List', { pageSize: 9_999 })
    expect(code).not.toBe(0)
    expect(err).toContain('Code: InvalidArgument')
    expect(err).toContain('page_size')
    expect(err).toContain('INVALID_REQUEST')
  })
})

describe.skipIf(found.healthProbe === undefined)('grpc-health-probe, bare', () => {
  const probe = (...args: string[]) => run(found.healthProbe ?? '', `-addr=${address}`, ...args)

  test('finds the port and each service serving, and knows what is not there', async () => {
    expect(await probe()).toMatchObject({ code: 0, err: expect.stringContaining('SERVING') })
    expect((await probe('-service=millrace.admin.v1.EventService')).code).toBe(0)
    expect((await probe('-service=nobody')).code).not.toBe(0)
  })
})
