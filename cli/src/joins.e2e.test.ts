import { eventually } from '@millrace/testkit'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { adminCall } from './admin-call.fixture.ts'
import { constellation, type Constellation } from './up/constellation.fixture.ts'

let system: Constellation
const calls: string[] = []
const target = createServer((request, response) => {
  let body = ''
  request.on('data', (part: Buffer) => (body += part.toString()))
  request.on('end', () => {
    calls.push(body)
    response.writeHead(200).end()
  })
})

beforeAll(async () => {
  await new Promise<void>((resolve) => target.listen(0, '127.0.0.1', resolve))
  const { port } = target.address() as AddressInfo
  const example = readFileSync(new URL('../../examples/joins/manifests.yaml', import.meta.url), 'utf8')
  const manifests = example
    .replaceAll('"12000"', '"PORT"')
    .replaceAll('127.0.0.1:7099', `127.0.0.1:${port}`)
    .replace('rehearse=20s', 'rehearse=2s')
  system = await constellation(manifests)
}, 60_000)

afterAll(async () => {
  await system[Symbol.asyncDispose]()
  target.closeAllConnections()
  target.close()
})

async function send(name: string, body: object): Promise<string> {
  const headers = { 'Content-Type': 'application/json' }
  const response = await fetch(`${system.url}/${name}`, { method: 'POST', headers, body: JSON.stringify(body) })
  expect(response.status).toBe(200)
  return response.headers.get('x-millrace-event-id') ?? ''
}

interface Listed {
  readonly joins?: readonly {
    readonly trigger: string
    readonly missing: readonly string[]
    readonly waiting: readonly { readonly dependency: string; readonly eventId: string }[]
  }[]
}

const waiting = async (): Promise<unknown[]> =>
  ((await adminCall<Listed>(system.adminUrl, 'SensorService/Joins', {})).joins ?? []).map((join) => [
    join.trigger,
    join.waiting.map(({ dependency, eventId }) => [dependency, eventId]),
    join.missing,
  ])

/** What `millrace why` says about an event at a trigger. */
async function sentence(id: string, trigger: string): Promise<string> {
  interface Why {
    readonly reasons?: readonly { readonly sentence?: string; readonly listener?: { readonly trigger?: string } }[]
  }
  const { reasons = [] } = await adminCall<Why>(system.adminUrl, 'DecisionService/Why', { id })
  return reasons.find(({ listener }) => listener?.trigger === trigger)?.sentence ?? ''
}

test('the example: two events fire together once, one waits in sight, and what waits too long is a dead letter', async () => {
  const built = await send('built', { image: 'shop:1' })
  await eventually(async () =>
    expect(await waiting()).toEqual([
      ['deploy', [['built', built]], ['approved']],
      ['rehearse', [['built', built]], ['approved']],
    ]),
  )
  await eventually(async () => expect(await sentence(built, 'deploy')).toBe('waits for approved'))
  // The deadline of `rehearse` passes; `deploy` goes on waiting.
  await eventually(async () => expect(await waiting()).toEqual([['deploy', [['built', built]], ['approved']]]), {
    withinMs: 30_000,
  })
  interface Dead {
    readonly deadLetters?: readonly { readonly outcome?: { readonly trigger?: string; readonly reason?: string } }[]
  }
  const { deadLetters: dead = [] } = await adminCall<Dead>(system.adminUrl, 'DeadLetterService/List', {})
  expect(dead.map(({ outcome }) => [outcome?.trigger, outcome?.reason])).toEqual([
    ['rehearse', "waited for approved longer than 2 s, the join's deadline"],
  ])
  await eventually(async () =>
    expect(await sentence(built, 'rehearse')).toContain('did not fire; a dead letter: waited for approved'),
  )
  await send('approved', { by: 'ada' })
  await eventually(() => expect(calls).toEqual(['{"image":"shop:1","approvedBy":"ada","hotfix":"none"}']))
  await send('hotfix', { image: 'shop:2' })
  await eventually(() => expect(calls[1]).toBe('{"image":"none","approvedBy":"nobody","hotfix":"shop:2"}'))
})
