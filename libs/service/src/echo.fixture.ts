import { create, createFileRegistry } from '@bufbuild/protobuf'
import type { DescMessage, DescService } from '@bufbuild/protobuf'
import {
  FieldDescriptorProto_Label,
  FieldDescriptorProto_Type,
  FileDescriptorProtoSchema,
} from '@bufbuild/protobuf/wkt'
import { Client, credentials } from '@grpc/grpc-js'
import { deserializer, pathOf, serializer } from './grpc-codec.ts'
import { serveControl } from './serve-control.ts'
import type { ControlOptions } from './serve-control.ts'

const text = (jsonName: string) => ({
  name: jsonName,
  jsonName,
  number: 1,
  type: FieldDescriptorProto_Type.STRING,
  label: FieldDescriptorProto_Label.OPTIONAL,
})
const method = (name: string, clientStreaming: boolean, serverStreaming: boolean) => ({
  name,
  clientStreaming,
  serverStreaming,
  inputType: '.test.v1.Text',
  outputType: '.test.v1.Text',
})

/** A service with a method of each kind, all from `Text { string text = 1 }` to the same. */
export function echoDescriptor(): DescService {
  const proto = create(FileDescriptorProtoSchema, {
    name: 'test/v1/echo.proto',
    package: 'test.v1',
    syntax: 'proto3',
    messageType: [{ name: 'Text', field: [text('text')] }],
    service: [
      {
        name: 'Echo',
        method: [
          method('Say', false, false),
          method('Spell', false, true),
          method('Join', true, false),
          method('Chat', true, true),
        ],
      },
    ],
  })
  const service = createFileRegistry(proto, () => undefined).getService('test.v1.Echo')
  if (service === undefined) throw new Error('the descriptor holds no Echo')
  return service
}

/** A control server on a free port, with defaults a test may override. */
export function testServer(options: Partial<ControlOptions> = {}) {
  return serveControl({
    service: 'test',
    version: '1.2.3',
    host: '127.0.0.1',
    port: 0,
    drain: () => {},
    dependencies: async () => [],
    ...options,
  })
}

/** grpc-js's client itself, for calls that stream. */
export function rawClient(port: number) {
  const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure())
  const of = (service: DescService, name: string) => {
    const found = service.method[name]
    if (found === undefined) throw new Error(`no method ${name}`)
    return [pathOf(found), serializer(found.input), deserializer(found.output)] as const
  }
  return {
    client,
    serverStream: (service: DescService, name: string, request: object) => {
      const [path, write, read] = of(service, name)
      return client.makeServerStreamRequest(path, write, read, make(service.method[name]?.input, request))
    },
    clientStream: (service: DescService, name: string, done: (error: Error | null, answer?: unknown) => void) => {
      const [path, write, read] = of(service, name)
      return client.makeClientStreamRequest(path, write, read, done)
    },
    bidi: (service: DescService, name: string) => client.makeBidiStreamRequest(...of(service, name)),
    [Symbol.dispose]: () => client.close(),
  }
}

export function make(desc: DescMessage | undefined, init: object) {
  if (desc === undefined) throw new Error('no such message')
  return create(desc, init as Record<string, unknown>)
}
