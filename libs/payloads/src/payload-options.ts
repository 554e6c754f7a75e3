import { durationIn, int, type ConfigOf } from '@millrace/service'

const mebibyte = 1_048_576
const hour = 3_600_000

/** What the data of events may cost that is too large for a message. All services of an installation have the same. */
export const payloadOptions = {
  largePayloadBytesMax: {
    env: 'MILLRACE_LARGE_PAYLOAD_BYTES_MAX',
    help: "Bytes of an event's data; what the bus takes in no message goes through its object store. 0: nothing does, and is refused.",
    parse: int({ min: 0, max: 64 * mebibyte }),
    fallback: 16 * mebibyte,
  },
  payloadsBytesMax: {
    env: 'MILLRACE_PAYLOADS_BYTES_MAX',
    help: 'Bytes of large data that are kept at a time; beyond, events with more are answered with 503.',
    parse: int({ min: mebibyte }),
    fallback: 2 * 2 ** 30,
  },
  payloadsKeepMs: {
    env: 'MILLRACE_PAYLOADS_KEEP',
    help: 'How long large data is kept at least: longer than the records and the dead letters that name it.',
    parse: durationIn({ minMs: hour, maxMs: 10 * 365 * 24 * hour }),
    fallback: 8 * 24 * hour,
  },
  payloadsInMemoryBytesMax: {
    env: 'MILLRACE_PAYLOADS_IN_MEMORY_BYTES_MAX',
    help: 'Bytes of large data that a service has read and holds at a time; an invocation whose events are larger together is a dead letter.',
    parse: int({ min: mebibyte }),
    fallback: 64 * mebibyte,
  },
} as const

export type PayloadSettings = ConfigOf<typeof payloadOptions>
