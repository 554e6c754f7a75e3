import { createFileRegistry, fromBinary, toJson } from '@bufbuild/protobuf'
import { FileDescriptorProtoSchema, FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt'
import { create } from '@bufbuild/protobuf'
import { SensorService } from '@millrace/protocol/admin'
import { LedgerService } from '@millrace/protocol/dedup'
import { ServerReflection, ServerReflectionRequestSchema } from '@millrace/protocol/reflection'
import type { ServerReflectionResponse } from '@millrace/protocol/reflection'
import { Client, credentials } from '@grpc/grpc-js'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { make, testServer } from './echo.fixture.ts'
import { deserializer, serializer } from './grpc-codec.ts'
import { implement } from './implement.ts'
import type { ControlServer } from './serve-control.ts'

const method = ServerReflection.method.serverReflectionInfo
let server: ControlServer
let client: Client

beforeAll(async () => {
  const services = [implement(LedgerService, {} as never), implement(SensorService, {} as never)]
  server = await testServer({ services })
  client = new Client(`127.0.0.1:${server.port}`, credentials.createInsecure())
})
afterAll(async () => {
  client.close()
  await server[Symbol.asyncDispose]()
})

describe.each(['v1', 'v1alpha'])('%s', (version) => {
  /** Sends the questions on one stream, one after another, and gives their answers. */
  async function ask(...questions: Parameters<typeof create<typeof ServerReflectionRequestSchema>>[1][]) {
    const path = `/grpc.reflection.${version}.ServerReflection/ServerReflectionInfo`
    const stream = client.makeBidiStreamRequest(path, serializer(method.input), deserializer(method.output))
    for (const question of questions) stream.write(create(ServerReflectionRequestSchema, question))
    stream.end()
    const answers: ServerReflectionResponse['messageResponse'][] = []
    for await (const one of stream) answers.push((one as unknown as ServerReflectionResponse).messageResponse)
    return answers
  }

  const files = (answer: ServerReflectionResponse['messageResponse'] | undefined) => {
    if (answer?.case !== 'fileDescriptorResponse') throw new Error(`got ${answer?.case}`)
    return answer.value.fileDescriptorProto.map((bytes) => fromBinary(FileDescriptorProtoSchema, bytes))
  }

  test('lists every service', async () => {
    const [answer] = await ask({ messageRequest: { case: 'listServices', value: '' } })
    const names = answer?.case === 'listServicesResponse' ? answer.value.service.map(({ name }) => name) : []
    expect(names).toEqual([
      'grpc.health.v1.Health',
      'grpc.reflection.v1.ServerReflection',
      'grpc.reflection.v1alpha.ServerReflection',
      'millrace.admin.v1.SensorService',
      'millrace.control.v1.ControlService',
      'millrace.dedup.v1.LedgerService',
    ])
  })

  test('sends the files of every service it lists, complete, so that they link', async () => {
    const [list] = await ask({ messageRequest: { case: 'listServices', value: '' } })
    const names = list?.case === 'listServicesResponse' ? list.value.service.map(({ name }) => name) : []
    expect(names.length).toBeGreaterThan(0)
    for (const name of names) {
      const [answer] = await ask({ messageRequest: { case: 'fileContainingSymbol', value: name } })
      // Throws when an import is missing.
      const registry = createFileRegistry(create(FileDescriptorSetSchema, { file: files(answer).toReversed() }))
      expect(registry.getService(name)?.methods.length).toBeGreaterThan(0)
    }
  })

  test('a call can be made from nothing but what reflection tells', async () => {
    const [answer] = await ask({
      messageRequest: { case: 'fileContainingSymbol', value: 'millrace.control.v1.ControlService' },
    })
    const registry = createFileRegistry(create(FileDescriptorSetSchema, { file: files(answer).toReversed() }))
    const getStatus = registry.getService('millrace.control.v1.ControlService')?.method['getStatus']
    if (getStatus === undefined) throw new Error('no such method')
    const reply = await new Promise((resolve, reject) => {
      const path = '/millrace.control.v1.ControlService/GetStatus'
      const [write, read] = [serializer(getStatus.input), deserializer(getStatus.output)]
      client.makeUnaryRequest(path, write, read, make(getStatus.input, {}), (error, value) =>
        error === null && value !== undefined
          ? resolve(toJson(getStatus.output, value))
          : reject(error ?? new Error('nothing')),
      )
    })
    expect(reply).toMatchObject({ service: 'test', version: '1.2.3' })
  })

  test.each([
    ['a service', 'millrace.dedup.v1.LedgerService', 'millrace/dedup/v1/dedup.proto'],
    ['a method', 'millrace.dedup.v1.LedgerService.Claim', 'millrace/dedup/v1/dedup.proto'],
    ['a message', 'millrace.dedup.v1.ClaimRequest', 'millrace/dedup/v1/dedup.proto'],
    ['a field', 'millrace.dedup.v1.ClaimRequest.keys', 'millrace/dedup/v1/dedup.proto'],
    ['an enum', 'millrace.dedup.v1.State', 'millrace/dedup/v1/dedup.proto'],
    ['an enum value', 'millrace.dedup.v1.STATE_FREE', 'millrace/dedup/v1/dedup.proto'],
    ['a nested enum', 'grpc.health.v1.HealthCheckResponse.ServingStatus', 'grpc/health/v1/health.proto'],
    ['a nested enum value', 'grpc.health.v1.HealthCheckResponse.SERVING', 'grpc/health/v1/health.proto'],
    [
      'a oneof',
      `grpc.reflection.${version}.ServerReflectionRequest.message_request`,
      `grpc/reflection/${version}/reflection.proto`,
    ],
  ])('finds %s', async (_, symbol, file) => {
    const [answer] = await ask({ messageRequest: { case: 'fileContainingSymbol', value: symbol } })
    expect(files(answer)[0]?.name).toBe(file)
  })

  test('imports are sent once a stream, the file asked for each time', async () => {
    const question = { messageRequest: { case: 'fileByFilename' as const, value: 'millrace/admin/v1/sensors.proto' } }
    const [first, second] = await ask(question, question)
    expect(files(second).map(({ name }) => name)).toEqual(['millrace/admin/v1/sensors.proto'])
    expect(files(first)[0]?.dependency.length).toBeGreaterThan(0)
    expect(files(first).map(({ name }) => name)).toEqual(expect.arrayContaining(files(first)[0]?.dependency ?? []))
  })

  test('what is not there is told in the answer, and the stream goes on', async () => {
    const nothing = { case: 'errorResponse', value: { errorCode: 5 } }
    const answers = await ask(
      { messageRequest: { case: 'fileByFilename', value: 'none.proto' } },
      { messageRequest: { case: 'fileContainingSymbol', value: 'no.Such' } },
      { messageRequest: { case: 'fileContainingExtension', value: { containingType: 'a.B', extensionNumber: 1 } } },
      { messageRequest: { case: 'allExtensionNumbersOfType', value: 'a.B' } },
      { messageRequest: { case: 'allExtensionNumbersOfType', value: 'millrace.dedup.v1.Claim' } },
      {},
    )
    expect(answers).toMatchObject([
      nothing,
      nothing,
      nothing,
      nothing,
      { case: 'allExtensionNumbersResponse', value: { baseTypeName: 'millrace.dedup.v1.Claim', extensionNumber: [] } },
      { case: 'errorResponse', value: { errorCode: 3 } },
    ])
  })
})
