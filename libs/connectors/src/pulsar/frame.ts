import { create, fromBinary, toBinary, type MessageInitShape } from '@bufbuild/protobuf'
import { BaseCommandSchema, MessageMetadataSchema, type BaseCommand } from '@millrace/protocol/pulsar'
import { crc32c } from './crc32c.ts'

/** A frame may not be longer. A broker's messages are at most 5 MiB unless it is configured otherwise. */
export const frameBytesMax = 64 * 1_048_576

const checksumMagic = 0x0e01

/** A command on its own: size of all, size of the command, command. */
export function commandFrame(command: MessageInitShape<typeof BaseCommandSchema>): Buffer {
  const bytes = toBinary(BaseCommandSchema, create(BaseCommandSchema, command))
  const head = Buffer.alloc(8)
  head.writeUInt32BE(bytes.length + 4, 0)
  head.writeUInt32BE(bytes.length, 4)
  return Buffer.concat([head, bytes])
}

/** A command with a message: after the command a mark, the checksum of all that follows it, metadata with size, payload. */
export function messageFrame(
  command: MessageInitShape<typeof BaseCommandSchema>,
  metadata: MessageInitShape<typeof MessageMetadataSchema>,
  payload: Uint8Array,
): Buffer {
  const bytes = toBinary(BaseCommandSchema, create(BaseCommandSchema, command))
  const meta = toBinary(MessageMetadataSchema, create(MessageMetadataSchema, metadata))
  const metaSize = Buffer.alloc(4)
  metaSize.writeUInt32BE(meta.length)
  const head = Buffer.alloc(8)
  head.writeUInt32BE(4 + bytes.length + 2 + 4 + 4 + meta.length + payload.length, 0)
  head.writeUInt32BE(bytes.length, 4)
  const mark = Buffer.alloc(6)
  mark.writeUInt16BE(checksumMagic, 0)
  mark.writeUInt32BE(crc32c(metaSize, meta, payload), 2)
  return Buffer.concat([head, bytes, mark, metaSize, meta, payload])
}

/** Cuts what arrives into commands. What follows a command in its frame is a message's and left out. */
export class FrameReader {
  #rest: Buffer = Buffer.alloc(0)

  /** The commands that are whole now. Throws where the bytes are no frames. */
  read(chunk: Buffer): readonly BaseCommand[] {
    const commands: BaseCommand[] = []
    this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk])
    while (this.#rest.length >= 8) {
      const size = this.#rest.readUInt32BE(0)
      const commandSize = this.#rest.readUInt32BE(4)
      if (size > frameBytesMax || commandSize + 4 > size) throw new Error('the server does not speak Pulsar’s protocol')
      if (this.#rest.length < 4 + size) break
      const command = this.#rest.subarray(8, 8 + commandSize)
      this.#rest = this.#rest.subarray(4 + size)
      commands.push(fromBinary(BaseCommandSchema, command))
    }
    return commands
  }
}
