import { fromBinary } from '@bufbuild/protobuf'
import { BaseCommand_Type, MessageMetadataSchema } from '@millrace/protocol/pulsar'
import { expect, test } from 'vitest'
import { crc32c } from './crc32c.ts'
import { FrameReader, commandFrame, messageFrame } from './frame.ts'

const ping = commandFrame({ type: BaseCommand_Type.PING, ping: {} })

test('commands survive any cut of the stream', () => {
  const error = commandFrame({
    type: BaseCommand_Type.ERROR,
    error: { requestId: 7n, error: 4, message: 'no' },
  })
  const stream = Buffer.concat([ping, error, ping])
  for (let cut = 1; cut < stream.length; cut += 1) {
    const reader = new FrameReader()
    const commands = [...reader.read(stream.subarray(0, cut)), ...reader.read(stream.subarray(cut))]
    expect(commands.map((command) => command.type)).toEqual([18, 14, 18])
    expect(commands[1]?.error).toMatchObject({ requestId: 7n, error: 4, message: 'no' })
  }
})

test('a message follows its command, under a checksum', () => {
  const send = { producerId: 0n, sequenceId: 0n, numMessages: 1 }
  const payload = Buffer.from('payload')
  const metadata = { producerName: 'p', sequenceId: 0n, publishTime: 1n, properties: [{ key: 'k', value: 'v' }] }
  const frame = messageFrame({ type: BaseCommand_Type.SEND, send }, metadata, payload)
  expect(frame.readUInt32BE(0)).toBe(frame.length - 4)
  const mark = 8 + frame.readUInt32BE(4)
  expect(frame.readUInt16BE(mark)).toBe(0x0e01)
  expect(frame.readUInt32BE(mark + 2)).toBe(crc32c(frame.subarray(mark + 6)))
  const size = frame.readUInt32BE(mark + 6)
  expect(fromBinary(MessageMetadataSchema, frame.subarray(mark + 10, mark + 10 + size))).toMatchObject(metadata)
  expect(frame.subarray(mark + 10 + size).toString()).toBe('payload')
  // Required fields are written although they are zero, and a reader skips the message.
  const [command] = [...new FrameReader().read(Buffer.concat([frame, ping]))]
  expect(command?.send).toMatchObject(send)
})

test('what is no frame is refused', () => {
  expect(() => [...new FrameReader().read(Buffer.from('HTTP/1.1 400 Bad Request\r\n'))]).toThrow('Pulsar')
})
