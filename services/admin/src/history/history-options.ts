import { durationIn, int, text } from '@millrace/service'

/** Settings of the history. */
export const historyOptions = {
  history: {
    env: 'MILLRACE_HISTORY',
    help: 'Where what events, decisions and outcomes told is kept for searching: a file, or the postgres:// URL of a database that several replicas share; not set: there is no history.',
    parse: text,
    fallback: '',
    secret: true,
  },
  historyAgeMaxMs: {
    env: 'MILLRACE_HISTORY_AGE_MAX',
    help: 'How long the history keeps an event.',
    parse: durationIn({ minMs: 60_000, maxMs: 3_650 * 24 * 3_600_000 }),
    fallback: 7 * 24 * 3_600_000,
  },
  historyBytesMax: {
    env: 'MILLRACE_HISTORY_BYTES_MAX',
    help: 'Bytes of the history; the oldest events are forgotten beyond it.',
    parse: int({ min: 2 ** 20, max: 2 ** 44 }),
    fallback: 4 * 2 ** 30,
  },
  historyDataBytesMax: {
    env: 'MILLRACE_HISTORY_DATA_BYTES_MAX',
    help: "Bytes of an event's data that the history keeps; its first 32 KiB are searched.",
    parse: int({ min: 0, max: 16 * 2 ** 20 }),
    fallback: 64 * 1_024,
  },
  historyGiveWayMaxMs: {
    env: 'MILLRACE_HISTORY_GIVE_WAY_MAX',
    help: 'While all cores of its machine are in use, the history leaves what came less long ago in its streams; 0: it never waits.',
    parse: durationIn({ maxMs: 3_600_000 }),
    fallback: 60_000,
  },
} as const
