import { fromBinary, toBinary, create, createFileRegistry, type DescFile } from '@bufbuild/protobuf'
import {
  CodeGeneratorRequestSchema,
  CodeGeneratorResponse_Feature,
  CodeGeneratorResponseSchema,
  FileDescriptorSetSchema,
} from '@bufbuild/protobuf/wkt'
import { buffer } from 'node:stream/consumers'
import { renderErrors } from './render-errors.ts'
import { renderFile } from './render-file.ts'
import { renderIndex } from './render-index.ts'

/** Files whose contracts are ours to explain. */
const ours = /^millrace\/(?:admin|control|dedup)\/v1\/(?<name>.*)\.proto$/u

// A plugin of buf: the protos come on standard input, the pages of docs/reference go out.
const request = fromBinary(CodeGeneratorRequestSchema, await buffer(process.stdin))
// Each file stands after what it imports, as a registry needs it.
const registry = createFileRegistry(create(FileDescriptorSetSchema, { file: request.protoFile }))
const files = request.protoFile.flatMap(({ name }): DescFile[] => {
  const found = registry.getFile(name)
  return found !== undefined && ours.test(name) ? [found] : []
})
const pages = files.map((file) => ({ file, name: pageName(file) }))
const response = create(CodeGeneratorResponseSchema, {
  supportedFeatures: BigInt(CodeGeneratorResponse_Feature.PROTO3_OPTIONAL),
  file: [
    { name: 'README.md', content: renderIndex(pages) },
    ...pages
      .filter(({ name }) => name !== 'errors.md' && name !== 'options.md')
      .map(({ file, name }) => ({ name, content: renderFile(file, pages) })),
    ...pages
      .filter(({ name }) => name === 'errors.md')
      .map(({ file, name }) => ({ name, content: renderErrors(file) })),
  ],
})
process.stdout.write(toBinary(CodeGeneratorResponseSchema, response))

function pageName({ proto }: DescFile): string {
  const name = ours.exec(proto.name)?.groups?.['name'] ?? ''
  const [, folder = ''] = proto.name.split('/')
  return folder === 'admin' ? `${name.replaceAll('_', '-')}.md` : `${folder}-service.md`
}
