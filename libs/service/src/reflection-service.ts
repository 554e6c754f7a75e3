import { clone, createFileRegistry, toBinary } from '@bufbuild/protobuf'
import type { DescFile, DescService, MessageInitShape } from '@bufbuild/protobuf'
import { FileDescriptorProtoSchema } from '@bufbuild/protobuf/wkt'
import { file_grpc_reflection_v1_reflection, ServerReflection } from '@millrace/protocol/reflection'
import type { ServerReflectionRequest, ServerReflectionResponseSchema } from '@millrace/protocol/reflection'
import { indexDescriptors, withDependencies } from './descriptor-index.ts'
import type { DescriptorIndex } from './descriptor-index.ts'
import { implement } from './implement.ts'
import type { GrpcService } from './implement.ts'
import { rpcFaults } from './rpc-error.ts'

type Answer = NonNullable<MessageInitShape<typeof ServerReflectionResponseSchema>['messageResponse']>
type Question = ServerReflectionRequest['messageRequest']

const V1 = 'grpc.reflection.v1'
const ALPHA = 'grpc.reflection.v1alpha'

/** The two versions of reflection, and the one handler that serves both. */
export interface Reflection {
  readonly v1: typeof ServerReflection
  /** For older clients: the same messages under another name. */
  readonly v1alpha: typeof ServerReflection
  readonly handlers: {
    serverReflectionInfo(
      requests: AsyncIterable<ServerReflectionRequest>,
    ): AsyncGenerator<MessageInitShape<typeof ServerReflectionResponseSchema>>
  }
}

/**
 * gRPC's server reflection for the given services and itself. A file is sent with all it imports, once a stream. `others`: files
 * that are told too, though no service names them.
 */
export function reflectionOf(services: readonly DescService[], others: readonly DescFile[] = []): Reflection {
  const v1alpha = alphaService()
  const all = [...services, ServerReflection, v1alpha]
  let index: DescriptorIndex | undefined
  const handlers: Reflection['handlers'] = {
    async *serverReflectionInfo(requests) {
      index ??= indexDescriptors(all, others)
      const sent = new Set<DescFile>()
      for await (const request of requests) {
        const messageResponse = answer(request.messageRequest, all, index, sent)
        yield { validHost: request.host, originalRequest: request, messageResponse }
      }
    },
  }
  return { v1: ServerReflection, v1alpha, handlers }
}

/** The same, served by grpc-js. */
export function reflectionServices(services: readonly DescService[]): readonly GrpcService[] {
  const { v1, v1alpha, handlers } = reflectionOf(services)
  return [implement(v1, handlers), implement(v1alpha, handlers)]
}

function answer(
  question: Question,
  services: readonly DescService[],
  index: DescriptorIndex,
  sent: Set<DescFile>,
): Answer {
  switch (question.case) {
    case 'listServices': {
      const names = services.map(({ typeName }) => typeName).sort()
      return { case: 'listServicesResponse', value: { service: names.map((name) => ({ name })) } }
    }
    case 'fileByFilename':
      return fileAnswer(index.file(question.value), question.value, sent)
    case 'fileContainingSymbol':
      return fileAnswer(index.symbol(question.value), question.value, sent)
    case 'fileContainingExtension': {
      const { containingType, extensionNumber } = question.value
      return fileAnswer(index.extension(containingType, extensionNumber), `${containingType} ${extensionNumber}`, sent)
    }
    case 'allExtensionNumbersOfType': {
      const numbers = index.extensionNumbers(question.value)
      if (numbers === undefined) return refusal('not-found', `no type ${question.value} here`)
      const value = { baseTypeName: question.value, extensionNumber: [...numbers] }
      return { case: 'allExtensionNumbersResponse', value }
    }
    case undefined:
      return refusal('invalid-argument', 'the request asks nothing')
    default:
      return question satisfies never
  }
}

function fileAnswer(file: DescFile | undefined, name: string, sent: Set<DescFile>): Answer {
  if (file === undefined) return refusal('not-found', `no ${name} here`)
  // The file asked for always goes out, its imports only once.
  const files = withDependencies(file).filter((each) => each === file || !sent.has(each))
  for (const each of files) sent.add(each)
  const fileDescriptorProto = files.map((each) => toBinary(FileDescriptorProtoSchema, each.proto))
  return { case: 'fileDescriptorResponse', value: { fileDescriptorProto } }
}

function refusal(code: 'not-found' | 'invalid-argument', errorMessage: string): Answer {
  return { case: 'errorResponse', value: { errorCode: rpcFaults[code].grpc, errorMessage } }
}

/** The v1 file under the names of v1alpha, so that reflection can describe that service too. */
function alphaService(): typeof ServerReflection {
  const proto = clone(FileDescriptorProtoSchema, file_grpc_reflection_v1_reflection.proto)
  const renamed = (name: string): string => name.replace(`.${V1}.`, `.${ALPHA}.`)
  proto.name = proto.name.replace('/v1/', '/v1alpha/')
  proto.package = ALPHA
  for (const message of proto.messageType) for (const field of message.field) field.typeName = renamed(field.typeName)
  for (const service of proto.service)
    for (const method of service.method) {
      method.inputType = renamed(method.inputType)
      method.outputType = renamed(method.outputType)
    }
  const found = createFileRegistry(proto, () => undefined).getService(`${ALPHA}.ServerReflection`)
  // The same methods and messages but for the names, so the same handlers fit.
  return found as typeof ServerReflection
}
