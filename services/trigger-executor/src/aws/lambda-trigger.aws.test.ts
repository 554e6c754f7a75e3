import { CreateFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { motoPackages, motoServer, type MotoServer } from '@millrace/testkit'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { attemptBench, type AttemptBench } from '../attempt.fixture.ts'

const moto = await motoPackages()

describe.skipIf(moto.kind === 'missing')('on moto', () => {
  let bench: AttemptBench
  let aws: MotoServer

  beforeAll(async () => {
    if (moto.kind === 'missing') return
    aws = await motoServer(moto)
    bench = await attemptBench({ awsEndpoint: aws.url })
    await bench.secret('aws', 'id', 'AKIAEXAMPLE')
    await bench.secret('aws', 'key', 'second')
    // What the SDK's own chain finds.
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIACHAIN')
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'second')
    await createFunction()
  })

  afterAll(async () => {
    vi.unstubAllEnvs()
    await bench?.[Symbol.asyncDispose]()
    await aws?.[Symbol.asyncDispose]()
  })

  async function createFunction(): Promise<void> {
    await aws.query('iam', {
      Action: 'CreateRole',
      Version: '2010-05-08',
      RoleName: 'runner',
      AssumeRolePolicyDocument: '{}',
    })
    const client = new LambdaClient({
      region: 'us-east-1',
      endpoint: aws.url,
      credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
    })
    await client.send(
      new CreateFunctionCommand({
        FunctionName: 'hello',
        Runtime: 'python3.12',
        Handler: 'main.handler',
        Role: 'arn:aws:iam::123456789012:role/runner',
        Code: { ZipFile: Buffer.from('no code is run') },
      }),
    )
    client.destroy()
  }

  const trigger = (more = '', functionName = 'hello') =>
    bench.compile(`awsLambda:
  functionName: ${functionName}
  region: us-east-1
  payload: [{ src: { dependencyName: dep, dataKey: body.ref }, dest: ref }]
${more}`)
  const keys = '  accessKey: { name: aws, key: id }\n  secretKey: { name: aws, key: key }\n'

  test.each([
    ['RequestResponse', 200],
    ['Event', 202],
    ['DryRun', 204],
  ])('%s with keys: %i', async (type, status) => {
    expect(await bench.attempt(trigger(`${keys}  invocationType: ${type}`))).toEqual({ kind: 'succeeded', status })
  })

  test('with what the SDK finds by itself', async () => {
    expect(await bench.attempt(trigger())).toEqual({ kind: 'succeeded', status: 200 })
  })

  test('with a role, assumed at STS in the name of what the SDK finds', async () => {
    const withRole = trigger(`${keys}  roleARN: arn:aws:iam::123456789012:role/runner`)
    expect(await bench.attempt(withRole)).toEqual({ kind: 'succeeded', status: 200 })
  })

  test('AWS is gone: none', async () => {
    await aws.kill()
    expect(await bench.attempt(trigger(keys))).toMatchObject({ kind: 'failed', effect: 'none' })
  })
})
