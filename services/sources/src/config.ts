import { languageOptions } from '@millrace/language-host'
import { payloadOptions } from '@millrace/payloads'
import { controlOption, durationIn, int, roadOptions, text, type ConfigOf } from '@millrace/service'

const mebibyte = 1_048_576

/** Settings of sources. */
export const sourcesOptions = {
  natsUrl: roadOptions.natsUrl,
  replicas: roadOptions.replicas,
  control: controlOption(7107),
  kube: {
    env: 'MILLRACE_KUBE',
    help: 'The cluster whose objects `resource` events tell of: `cluster` for the one that the pod runs in, or the path of a kubeconfig; `off`: none.',
    parse: text,
    fallback: 'off',
  },
  leaseMs: {
    env: 'MILLRACE_SOURCES_LEASE',
    help: 'A replica that is silent for longer is taken for dead, and others run its sources.',
    parse: durationIn({ minMs: 1_500, maxMs: 600_000 }),
    fallback: 6_000,
  },
  forgetMs: {
    env: 'MILLRACE_SOURCES_FORGET',
    help: 'How long what a source has told is remembered after its EventSource has gone.',
    parse: durationIn({ minMs: 1_000, maxMs: 30 * 24 * 3_600_000 }),
    fallback: 600_000,
  },
  objectsMax: {
    env: 'MILLRACE_SOURCES_OBJECTS_MAX',
    help: 'Objects that one `resource` event may follow; one that finds more says so and tells nothing.',
    parse: int({ min: 1, max: 10_000_000 }),
    fallback: 50_000,
  },
  objectBytesMax: {
    env: 'MILLRACE_SOURCES_OBJECT_BYTES_MAX',
    help: 'Bytes of objects that one `resource` event remembers whole; of more, it knows that they exist, but not how they were.',
    parse: int({ min: mebibyte }),
    fallback: 128 * mebibyte,
  },
  publishWaitingMax: {
    env: 'MILLRACE_SOURCES_PUBLISH_WAITING_MAX',
    help: 'Events that wait to be stored at most; beyond, a source waits and begins again where it was.',
    parse: int({ min: 1, max: 1_000_000 }),
    fallback: 20_000,
  },
  publishGiveUpMs: {
    env: 'MILLRACE_SOURCES_PUBLISH_GIVE_UP',
    help: 'How long a source waits for the bus before it begins again where it was.',
    parse: durationIn({ minMs: 100, maxMs: 600_000 }),
    fallback: 5_000,
  },
  ...payloadOptions,
  ...languageOptions,
} as const

export type SourcesConfig = ConfigOf<typeof sourcesOptions>
