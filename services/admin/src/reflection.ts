import { createRegistry, toBinary, type DescFile, type DescService } from '@bufbuild/protobuf'
import { FileDescriptorProtoSchema } from '@bufbuild/protobuf/wkt'
import { Code, type ServiceImpl } from '@connectrpc/connect'
import type { ServerReflection, ServerReflectionRequest } from '@millrace/protocol/reflection'

type Question = ServerReflectionRequest['messageRequest']

/** gRPC's server reflection for services that Connect serves: what `grpcurl` asks for. Extensions are not told: none exist. */
export function reflection(services: readonly DescService[]): ServiceImpl<typeof ServerReflection> {
  const files = allFiles(services)
  const registry = createRegistry(...files)
  const bySymbol = (name: string): DescFile | undefined => {
    const found = registry.get(name) ?? registry.get(name.slice(0, name.lastIndexOf('.')))
    return found?.file
  }
  const answer = (question: Question) => {
    switch (question.case) {
      case 'listServices': {
        const service = services.map(({ typeName: name }) => ({ name })).sort((a, b) => (a.name < b.name ? -1 : 1))
        return { case: 'listServicesResponse', value: { service } } as const
      }
      case 'fileByFilename':
        return fileAnswer(
          files.find(({ proto }) => proto.name === question.value),
          question.value,
        )
      case 'fileContainingSymbol':
        return fileAnswer(bySymbol(question.value), question.value)
      case 'fileContainingExtension':
      case 'allExtensionNumbersOfType':
        return refusal(Code.NotFound, 'there are no extensions here')
      case undefined:
        return refusal(Code.InvalidArgument, 'the request asks nothing')
      default:
        return question satisfies never
    }
  }
  return {
    async *serverReflectionInfo(requests) {
      for await (const request of requests) {
        yield { validHost: request.host, originalRequest: request, messageResponse: answer(request.messageRequest) }
      }
    },
  }
}

/** The file with all it imports, itself first. */
function fileAnswer(file: DescFile | undefined, name: string) {
  if (file === undefined) return refusal(Code.NotFound, `no ${name} here`)
  const fileDescriptorProto = [...withImports(file)].map(({ proto }) => toBinary(FileDescriptorProtoSchema, proto))
  return { case: 'fileDescriptorResponse', value: { fileDescriptorProto } } as const
}

function refusal(errorCode: Code, errorMessage: string) {
  return { case: 'errorResponse', value: { errorCode, errorMessage } } as const
}

function allFiles(services: readonly DescService[]): readonly DescFile[] {
  return [...new Set(services.flatMap(({ file }) => [...withImports(file)]))]
}

function withImports(file: DescFile): ReadonlySet<DescFile> {
  const files = new Set([file])
  // A set that grows is walked to its end.
  for (const each of files) for (const imported of each.dependencies) files.add(imported)
  return files
}
