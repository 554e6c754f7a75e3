import { create, createRegistry, fromBinary, toBinary } from '@bufbuild/protobuf'
import { connectNodeAdapter } from '@connectrpc/connect-node'
import {
  ConformanceService,
  file_connectrpc_conformance_v1_service,
  ServerCompatRequestSchema,
  ServerCompatResponseSchema,
} from '@millrace/protocol/conformance'
import { apiOptions } from '../api-options.ts'
import { listen } from '../listen.ts'
import { conformanceService } from './conformance-service.fixture.ts'

// The conformance runner starts this program, tells it on standard input what to serve, reads where on standard output, and ends it.
/** The runner opens a connection for each of its calls, and leaves it open. */
const connectionsMax = 10_000

const request = fromBinary(ServerCompatRequestSchema, await oneMessage())
const limit = request.messageReceiveLimit
const handle = connectNodeAdapter({
  ...apiOptions,
  ...(limit === 0 ? {} : { readMaxBytes: limit }),
  // Requests are told back within `google.protobuf.Any`.
  jsonOptions: { registry: createRegistry(file_connectrpc_conformance_v1_service) },
  routes: (router) => router.service(ConformanceService, conformanceService),
})
const { port } = await listen({ host: '127.0.0.1', port: 0, connectionsMax }, handle)
const answer = toBinary(ServerCompatResponseSchema, create(ServerCompatResponseSchema, { host: '127.0.0.1', port }))
const size = Buffer.alloc(4)
size.writeUInt32BE(answer.length)
process.stdout.write(Buffer.concat([size, answer]))

async function oneMessage(): Promise<Buffer> {
  let bytes = Buffer.alloc(0)
  for await (const chunk of process.stdin) {
    bytes = Buffer.concat([bytes, chunk as Buffer])
    const length = bytes.length < 4 ? Infinity : bytes.readUInt32BE(0)
    if (bytes.length >= 4 + length) return bytes.subarray(4, 4 + length)
  }
  throw new Error('standard input ended before its message')
}
