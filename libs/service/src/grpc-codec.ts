import { fromBinary, toBinary } from '@bufbuild/protobuf'
import type { DescMessage, DescMethod, Message } from '@bufbuild/protobuf'

/** `/package.Service/Method`: how gRPC addresses a method. */
export function pathOf(method: DescMethod): string {
  return `/${method.parent.typeName}/${method.name}`
}

/** Writes messages of the type, into a Buffer over the same memory. */
export function serializer(desc: DescMessage): (message: Message) => Buffer {
  return (message) => {
    const bytes = toBinary(desc, message)
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }
}

/** Reads messages of the type. */
export function deserializer(desc: DescMessage): (bytes: Buffer) => Message {
  return (bytes) => fromBinary(desc, bytes)
}
