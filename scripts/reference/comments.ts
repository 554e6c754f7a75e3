import type { DescEnum, DescField, DescFile, DescMessage, DescMethod, DescOneof, DescService } from '@bufbuild/protobuf'
import type { DescEnumValue } from '@bufbuild/protobuf'

type Commented = DescEnum | DescEnumValue | DescField | DescMessage | DescMethod | DescOneof | DescService

/** The comment above a thing of a proto file, as Markdown in one line; empty where there is none. */
export function commentOf(desc: Commented): string {
  const path = pathOf(desc)
  return commentAt(fileOf(desc), path)
}

/** The comment above the `syntax` line of a file: what the file is about. */
export function headOf(file: DescFile): string {
  const syntaxPath = [12]
  return commentAt(file, syntaxPath)
}

function commentAt({ proto }: DescFile, path: readonly number[]): string {
  const location = proto.sourceCodeInfo?.location.find(
    (one) => one.path.length === path.length && one.path.every((part, index) => part === path[index]),
  )
  return (location?.leadingComments ?? '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join(' ')
}

function fileOf(desc: Commented): DescFile {
  switch (desc.kind) {
    case 'enum':
    case 'message':
    case 'service':
      return desc.file
    case 'enum_value':
      return desc.parent.file
    case 'field':
    case 'oneof':
    case 'rpc':
      return desc.parent.file
    default:
      return desc satisfies never
  }
}

/** Field numbers of descriptor.proto: where in a file's descriptor a thing stands. */
function pathOf(desc: Commented): readonly number[] {
  switch (desc.kind) {
    case 'service':
      return [6, desc.file.services.indexOf(desc)]
    case 'rpc':
      return [...pathOf(desc.parent), 2, desc.parent.methods.indexOf(desc)]
    case 'enum':
      return desc.parent === undefined
        ? [5, desc.file.enums.indexOf(desc)]
        : [...pathOf(desc.parent), 4, desc.parent.nestedEnums.indexOf(desc)]
    case 'enum_value':
      return [...pathOf(desc.parent), 2, desc.parent.values.indexOf(desc)]
    case 'message':
      return desc.parent === undefined
        ? [4, desc.file.proto.messageType.indexOf(desc.proto)]
        : [...pathOf(desc.parent), 3, desc.parent.proto.nestedType.indexOf(desc.proto)]
    case 'field':
      return [...pathOf(desc.parent), 2, desc.parent.proto.field.indexOf(desc.proto)]
    case 'oneof':
      return [...pathOf(desc.parent), 8, desc.parent.proto.oneofDecl.indexOf(desc.proto)]
    default:
      return desc satisfies never
  }
}
