import {
  create,
  fromBinary,
  toBinary,
  type DescMessage,
  type MessageInitShape,
  type MessageShape,
} from '@bufbuild/protobuf'
import { Trigger } from '@millrace/protocol/trigger'
import { certificateFor } from '@millrace/testkit'
import { Server, ServerCredentials, status, type Metadata } from '@grpc/grpc-js'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { attemptBench, type AttemptBench } from '../attempt.fixture.ts'
import { specYaml } from './compile-custom.ts'

interface Handlers {
  fetchResource: (resource: string) => string | Failure
  /** Undefined: it never answers. */
  execute: (resource: string, payload: string) => string | Failure | undefined
  applyPolicy: (request: string) => MessageInitShape<typeof Trigger.method.applyPolicy.output> | Failure
}
type Failure = { readonly code: status; readonly details: string }

const content: Handlers = {
  fetchResource: () => '{"kind":"Thing","name":"x"}',
  execute: () => 'executed',
  applyPolicy: () => ({ success: true }),
}

/** A server with the Trigger service, and what it was asked. */
async function triggerServer(credentials = ServerCredentials.createInsecure()) {
  const calls: { readonly method: string; readonly texts: readonly string[]; readonly metadata: Metadata }[] = []
  let handlers = content
  const server = new Server()
  const serve = <I extends DescMessage, O extends DescMessage>(
    method: { readonly name: string; readonly input: I; readonly output: O },
    answer: (input: MessageShape<I>) => MessageInitShape<O> | Failure | undefined,
    texts: (input: MessageShape<I>) => readonly Uint8Array[],
  ) => ({
    definition: {
      path: `/triggers.Trigger/${method.name}`,
      requestStream: false,
      responseStream: false,
      requestSerialize: (message: MessageShape<I>) => Buffer.from(toBinary(method.input, message)),
      requestDeserialize: (bytes: Buffer) => fromBinary(method.input, bytes),
      responseSerialize: (message: MessageShape<O>) => Buffer.from(toBinary(method.output, message)),
      responseDeserialize: (bytes: Buffer) => fromBinary(method.output, bytes),
    },
    handle: (
      call: { readonly request: MessageShape<I>; readonly metadata: Metadata },
      done: (error: Failure | null, message?: MessageShape<O>) => void,
    ) => {
      const asTexts = texts(call.request).map((bytes) => Buffer.from(bytes).toString())
      calls.push({ method: method.name, texts: asTexts, metadata: call.metadata })
      const answered = answer(call.request)
      if (answered === undefined) return
      if (typeof answered === 'object' && 'code' in answered) done(answered as Failure)
      else done(null, create(method.output, answered))
    },
  })
  const text = (bytes: Uint8Array) => Buffer.from(bytes).toString()
  const bytes = (answer: string | Failure, name: string) =>
    typeof answer === 'string' ? { [name]: Buffer.from(answer) } : answer
  const { fetchResource, execute, applyPolicy } = Trigger.method
  const methods = [
    serve(
      fetchResource,
      ({ resource }) => bytes(handlers.fetchResource(text(resource)), 'resource'),
      ({ resource }) => [resource],
    ),
    serve(
      execute,
      ({ resource, payload }) => {
        const answer = handlers.execute(text(resource), text(payload))
        return answer === undefined ? answer : bytes(answer, 'response')
      },
      ({ resource, payload }) => [resource, payload],
    ),
    serve(
      applyPolicy,
      ({ request }) => handlers.applyPolicy(text(request)),
      ({ request }) => [request],
    ),
  ]
  server.addService(
    Object.fromEntries(methods.map(({ definition }) => [definition.path, definition])),
    Object.fromEntries(methods.map(({ definition, handle }) => [definition.path, handle])),
  )
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  server.bindAsync('127.0.0.1:0', credentials, (error, port) => (error === null ? resolve(port) : reject(error)))
  const port = await promise
  return {
    calls,
    address: `127.0.0.1:${port}`,
    port,
    answering: (given: Partial<Handlers>) => void ((handlers = { ...content, ...given }), calls.splice(0)),
    end: () => server.forceShutdown(),
  }
}

let bench: AttemptBench
let server: Awaited<ReturnType<typeof triggerServer>>

beforeAll(async () => {
  bench = await attemptBench()
  server = await triggerServer()
})
afterEach(() => server.answering({}))
afterAll(async () => {
  await bench[Symbol.asyncDispose]()
  server.end()
})

const trigger = (more = '', address = server.address) =>
  bench.compile(`custom:\n  serverURL: "${address}"\n  spec: { b: "true", a: plain text, c: "2" }\n${more}`)
const methods = () => server.calls.map((call) => call.method)

describe('the three calls', () => {
  test('each gets what the one before gave, the invocation id and the trace', async () => {
    const done = await bench.attempt(
      trigger('  payload: [{ src: { dependencyName: dep, dataKey: body.ref }, dest: ref }]'),
    )
    expect(done).toEqual({ kind: 'succeeded', status: 0 })
    expect(server.calls.map(({ method, texts }) => [method, ...texts])).toEqual([
      ['FetchResource', 'a: plain text\nb: "true"\nc: "2"\n'],
      ['Execute', '{"kind":"Thing","name":"x"}', '{"ref":"main"}'],
      ['ApplyPolicy', 'executed'],
    ])
    for (const { metadata } of server.calls) {
      expect(metadata.get('millrace-invocation-id')).toEqual(['i'.repeat(32)])
      expect(String(metadata.get('traceparent')[0])).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]$/u)
    }
  })

  test('parameters are applied to the resource; without a JSON object they fail before Execute', async () => {
    const withParameters = trigger('  parameters: [{ src: { dependencyName: dep, dataKey: body.ref }, dest: name }]')
    expect(await bench.attempt(withParameters)).toMatchObject({ kind: 'succeeded' })
    expect(server.calls[1]?.texts).toEqual(['{"kind":"Thing","name":"main"}', ''])
    server.answering({ fetchResource: () => 'kind: Thing' })
    expect(await bench.attempt(withParameters)).toMatchObject({ kind: 'failed', effect: 'none' })
    expect(methods()).toEqual(['FetchResource'])
  })

  test('Execute is not called when the claim has passed on', async () => {
    expect(await bench.attempt(trigger(), { mayBegin: () => false })).toMatchObject({ kind: 'succeeded' })
    expect(methods()).toEqual(['FetchResource'])
  })
})

describe('what went wrong, and what it says about the effect', () => {
  const said = (code: status): Failure => ({ code, details: 'it says no' })

  test('FetchResource has no effect, whatever its failure', async () => {
    server.answering({ fetchResource: () => said(status.UNAVAILABLE) })
    expect(await bench.attempt(trigger())).toMatchObject({ kind: 'failed', effect: 'none' })
    expect(methods()).toEqual(['FetchResource'])
  })

  test.each([
    ['INVALID_ARGUMENT', 'none'],
    ['UNKNOWN', 'none'],
    ['INTERNAL', 'none'],
    ['PERMISSION_DENIED', 'none'],
    ['UNAVAILABLE', 'unknown'],
    ['DEADLINE_EXCEEDED', 'unknown'],
    ['CANCELLED', 'unknown'],
  ] as const)('Execute answers %s: %s', async (code, effect) => {
    server.answering({ execute: () => said(status[code]) })
    const failed = await bench.attempt(trigger())
    expect(failed).toMatchObject({ kind: 'failed', effect })
    expect(failed.kind === 'failed' && failed.reason).toContain('it says no')
    expect(methods()).toEqual(['FetchResource', 'Execute'])
  })

  test('the server dies while it executes: unknown; then nobody listens: none', async () => {
    const dying = await triggerServer()
    dying.answering({ execute: () => void setTimeout(dying.end, 20) })
    expect(await bench.attempt(trigger('', dying.address))).toMatchObject({ kind: 'failed', effect: 'unknown' })
    expect(await bench.attempt(trigger('', dying.address))).toMatchObject({ kind: 'failed', effect: 'none' })
  })

  test('ApplyPolicy says no, or cannot say: it was executed. A server without it has no policy', async () => {
    server.answering({ applyPolicy: () => ({ success: false, message: 'not ready' }) })
    const failed = await bench.attempt(trigger())
    expect(failed).toMatchObject({ kind: 'failed', effect: 'unknown' })
    expect(failed.kind === 'failed' && failed.reason).toContain('not ready')
    server.answering({ applyPolicy: () => said(status.INTERNAL) })
    expect(await bench.attempt(trigger())).toMatchObject({ kind: 'failed', effect: 'unknown' })
    server.answering({ applyPolicy: () => said(status.UNIMPLEMENTED) })
    expect(await bench.attempt(trigger())).toMatchObject({ kind: 'succeeded' })
  })
})

test('TLS: the given authority, and a name that the certificate has', async () => {
  const certificate = certificateFor('trigger.example')
  const pair = [{ private_key: Buffer.from(certificate.key), cert_chain: Buffer.from(certificate.cert) }]
  const secure = await triggerServer(ServerCredentials.createSsl(null, pair))
  await bench.secret('tls', 'ca', certificate.cert)
  await bench.secret('tls', 'other', certificateFor('trigger.example').cert)
  const named = (key: string, name: string) =>
    trigger(`  secure: true\n  certSecret: { name: tls, key: ${key} }\n  serverNameOverride: ${name}`, secure.address)
  expect(await bench.attempt(named('ca', 'trigger.example'))).toMatchObject({ kind: 'succeeded' })
  expect(await bench.attempt(named('other', 'trigger.example'))).toMatchObject({ kind: 'failed', effect: 'none' })
  expect(await bench.attempt(named('ca', 'another.example'))).toMatchObject({ kind: 'failed', effect: 'none' })
  expect(await bench.attempt(named('missing', 'trigger.example'))).toMatchObject({ kind: 'failed', effect: 'none' })
  secure.end()
})

test('the spec is YAML as the original writes it: sorted, quoted where a text would read as something else', () => {
  expect(specYaml({ e: 'off', d: '1.5', c: 'a: b', b: '', a: 'plain' })).toBe(
    'a: plain\nb: ""\nc: "a: b"\nd: "1.5"\ne: "off"\n',
  )
})
