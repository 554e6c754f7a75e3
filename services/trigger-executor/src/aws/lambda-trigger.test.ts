import { openLambda } from '@millrace/connectors'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { attemptBench, type AttemptBench } from '../attempt.fixture.ts'
import { lambdaError, lambdaServer, type LambdaRequest, type LambdaServer } from './lambda-server.fixture.ts'

let bench: AttemptBench
let server: LambdaServer

beforeAll(async () => {
  server = await lambdaServer()
  bench = await attemptBench({ awsEndpoint: server.url })
  await bench.secret('aws', 'id', 'AKIAEXAMPLE\n')
  await bench.secret('aws', 'key', 'second\n')
})
afterEach(() => {
  server.answering({ kind: 'answer', status: 200, body: 'null' })
  server.requests.splice(0)
})
afterAll(async () => {
  await bench[Symbol.asyncDispose]()
  await server.end()
})

const trigger = (more = '', envelope = '', secret = 'aws') =>
  bench.compile(
    `awsLambda:
  functionName: hello
  region: eu-central-1
  accessKey: { name: ${secret}, key: id }
  secretKey: { name: ${secret}, key: key }
  payload: [{ src: { dependencyName: dep, dataKey: body.ref }, dest: ref }]
${more}`,
    envelope,
  )
const none = { kind: 'failed', effect: 'none' }
const unknown = { kind: 'failed', effect: 'unknown' }

describe('the request', () => {
  test('has payload, type, invocation id, trace, and the signature of the keys', async () => {
    expect(await bench.attempt(trigger())).toEqual({ kind: 'succeeded', status: 200 })
    const [request] = server.requests
    expect(request?.path).toBe('/2015-03-31/functions/hello/invocations')
    expect(request?.body).toBe('{"ref":"main"}')
    expect(request?.headers['x-amz-invocation-type']).toBe('RequestResponse')
    expect(request?.headers.authorization).toMatch(/Credential=AKIAEXAMPLE\/\d{8}\/eu-central-1\/lambda\/aws4_request/u)
    const context = Buffer.from(String(request?.headers['x-amz-client-context']), 'base64').toString()
    expect(JSON.parse(context)).toEqual({
      custom: {
        'millrace-invocation-id': 'i'.repeat(32),
        traceparent: expect.stringMatching(/^00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]$/u),
      },
    })
    expect(request?.headers['x-amzn-trace-id']).toMatch(
      /^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=[01]$/u,
    )
  })

  test('its own parameters reach function and region', async () => {
    const rewritten = trigger(`  parameters:
    - { src: { dependencyName: dep, dataKey: body.ref }, dest: functionName }
    - { src: { dependencyName: dep, value: us-west-2 }, dest: region }`)
    expect(await bench.attempt(rewritten)).toMatchObject({ kind: 'succeeded' })
    expect(server.requests[0]?.path).toContain('/functions/main/')
    expect(server.requests[0]?.headers.authorization).toContain('/us-west-2/')
    const nowhere = trigger('  parameters: [{ src: { dependencyName: dep, value: "x.evil.example/" }, dest: region }]')
    expect(await bench.attempt(nowhere)).toMatchObject(none)
    expect(server.requests).toHaveLength(1)
  })

  test('is not sent when the claim has passed on', async () => {
    expect(await bench.attempt(trigger(), { mayBegin: () => false })).toMatchObject({ kind: 'succeeded' })
    expect(server.requests).toEqual([])
  })

  test('a rotated key signs the next request', async () => {
    await bench.secret('rotated', 'id', 'AKIAFIRST')
    await bench.secret('rotated', 'key', 'first')
    const rotating = trigger('', '', 'rotated')
    await bench.attempt(rotating)
    await bench.secret('rotated', 'id', 'AKIASECOND')
    await bench.attempt(rotating)
    expect(server.requests.map(({ headers }) => /Credential=(\w+)/u.exec(headers.authorization ?? '')?.[1])).toEqual([
      'AKIAFIRST',
      'AKIASECOND',
    ])
  })
})

describe('a role', () => {
  const arn = 'arn:aws:iam::123456789012:role/runner'

  beforeAll(() => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIACHAIN')
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'second')
  })
  afterAll(() => void vi.unstubAllEnvs())

  const credentialOf = ({ headers }: LambdaRequest) => /Credential=(\w+)/u.exec(headers.authorization ?? '')?.[1]

  test('is assumed by whom the SDK finds, wins over keys, and its credentials sign until they expire', async () => {
    const withRole = trigger(`  roleARN: ${arn}`)
    expect(await bench.attempt(withRole)).toMatchObject({ kind: 'succeeded' })
    expect(await bench.attempt(withRole)).toMatchObject({ kind: 'succeeded' })
    expect(server.requests.map(credentialOf)).toEqual(['AKIACHAIN', 'ASIAROLE', 'ASIAROLE'])
    expect(server.requests[0]?.body).toContain(encodeURIComponent(arn))
    expect(server.requests[1]?.headers['x-amz-security-token']).toBe('session')
  })

  test('that may not be assumed: none, and no function is called', async () => {
    const failed = await bench.attempt(trigger(`  roleARN: ${arn}-denied`))
    expect(failed).toMatchObject(none)
    expect(failed.kind === 'failed' && failed.reason).toContain('AccessDenied')
    expect(server.requests.map(credentialOf)).toEqual(['AKIACHAIN'])
  })
})

describe('what went wrong, and what it says about the effect', () => {
  test('the function failed: it ran, so unknown, and the reason has its error', async () => {
    server.answering({
      kind: 'answer',
      status: 200,
      headers: { 'X-Amz-Function-Error': 'Unhandled' },
      body: '{"errorType":"KeyError","errorMessage":"no such order"}',
    })
    expect(await bench.attempt(trigger())).toEqual({
      ...unknown,
      status: 200,
      reason: 'awsLambda: the function failed: Unhandled: KeyError: no such order',
    })
    expect(await bench.attempt(trigger('', 'policy: { status: { allow: [200] } }'))).toMatchObject(unknown)
  })

  test('a status that the policy does not allow: the function ran', async () => {
    expect(await bench.attempt(trigger('', 'policy: { status: { allow: [202] } }'))).toMatchObject(unknown)
    server.answering({ kind: 'answer', status: 204, body: '' })
    const dry = trigger('  invocationType: DryRun', 'policy: { status: { allow: [202] } }')
    expect(await bench.attempt(dry)).toMatchObject(none)
  })

  test.each([
    [403, 'UnrecognizedClientException', 'none'],
    [404, 'ResourceNotFoundException', 'none'],
    [429, 'TooManyRequestsException', 'none'],
    [502, 'KMSAccessDeniedException', 'none'],
    [500, 'ServiceException', 'unknown'],
    [503, 'ServiceUnavailableException', 'unknown'],
  ] as const)('AWS answers %i %s: %s, once', async (status, type, effect) => {
    server.answering(lambdaError(status, type))
    const failed = await bench.attempt(trigger())
    expect(failed).toMatchObject({ kind: 'failed', status, effect })
    expect(failed.kind === 'failed' && failed.reason).toContain(type)
    expect(server.requests).toHaveLength(1)
    expect(JSON.stringify(failed)).not.toContain('second')
  })

  test('Retry-After is kept; what is too large is not tried again', async () => {
    server.answering(lambdaError(429, 'TooManyRequestsException', { 'Retry-After': '7' }))
    expect(await bench.attempt(trigger())).toMatchObject({ ...none, retryAfterMs: 7_000 })
    server.answering(lambdaError(413, 'RequestTooLargeException'))
    expect(await bench.attempt(trigger())).toMatchObject({ ...none, final: true })
  })

  test('the connection breaks before the answer: unknown', async () => {
    server.answering({ kind: 'cut' })
    expect(await bench.attempt(trigger())).toMatchObject(unknown)
  })

  test('nobody listens, no such Secret: none', async () => {
    await using elsewhere = await attemptBench({ awsEndpoint: 'http://127.0.0.1:1' })
    await elsewhere.secret('aws', 'id', 'x')
    const hello = elsewhere.compile(`awsLambda:
  functionName: hello
  region: eu-central-1
  accessKey: { name: aws, key: id }
  secretKey: { name: aws, key: key }
  payload: [{ src: { dependencyName: dep, dataKey: body.ref }, dest: ref }]`)
    expect(await elsewhere.attempt(hello)).toMatchObject(none)
    await elsewhere.secret('aws', 'key', 'x')
    expect(await elsewhere.attempt(hello)).toMatchObject(none)
  })

  test('no answer in time: unknown', async () => {
    server.answering({ kind: 'silence' })
    const credentials = { kind: 'keys', accessKeyId: 'x', secretAccessKey: 'x' } as const
    const settings = { region: 'eu-central-1', credentials, endpoint: server.url }
    await using invoker = await openLambda(settings, { runMaxMs: 200 })
    const call = { functionName: 'hello', type: 'RequestResponse', payload: '', context: {}, traceparent: '' } as const
    expect(await invoker.invoke(call, () => true)).toMatchObject(unknown)
  })
})
