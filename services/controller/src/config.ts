import {
  controlOption,
  durationIn,
  hostPort,
  int,
  list,
  roadOptions,
  text,
  type ConfigOf,
  type HostPort,
  type Option,
} from '@millrace/service'

const mebibyte = 1_048_576

const webhookAddress: Option<HostPort | undefined> = {
  env: 'MILLRACE_WEBHOOK_ADDRESS',
  help: 'Where the admission webhook is served over TLS, as host:port; not set: it is not.',
  parse: hostPort,
  fallback: undefined,
}

/** Settings of the controller. */
export const controllerOptions = {
  natsUrl: roadOptions.natsUrl,
  replicas: roadOptions.replicas,
  ackWaitMs: roadOptions.ackWaitMs,
  control: controlOption(7105),
  manifests: {
    env: 'MILLRACE_MANIFESTS',
    help: 'Folders and files with manifests, separated by commas. Folders are read with all they contain.',
    parse: list,
    fallback: [],
  },
  secretFolders: {
    env: 'MILLRACE_SECRET_FOLDERS',
    help: 'Folders with mounted Secrets, <folder>/<secret>/<key>, separated by commas: what EventBuses on other servers name.',
    parse: list,
    fallback: [],
  },
  /** Where it is not off, manifests come from the cluster, and folders are not read. */
  kube: roadOptions.kube,
  kubeNamespaces: {
    env: 'MILLRACE_KUBE_NAMESPACES',
    help: 'Namespaces that are served, separated by commas; none named: all of the cluster.',
    parse: list,
    fallback: [],
  },
  kubeLease: {
    env: 'MILLRACE_KUBE_LEASE',
    help: 'Name of the Lease by which one replica leads, in the namespace of the controller.',
    parse: text,
    fallback: 'millrace-controller',
  },
  kubeIngestService: {
    env: 'MILLRACE_INGEST_SERVICE',
    help: "Name of ingest's own Service in the namespace of the controller: what the Services of EventSources lead to.",
    parse: text,
    fallback: 'millrace-ingest',
  },
  cleanUpMaxMs: {
    env: 'MILLRACE_CLEAN_UP_MAX',
    help: 'How long the deletion of an object waits for what is kept for it to be removed, where NATS is away.',
    parse: durationIn({ minMs: 1_000, maxMs: 86_400_000 }),
    fallback: 600_000,
  },
  webhookAddress,
  webhookService: {
    env: 'MILLRACE_WEBHOOK_SERVICE',
    help: 'Name of the Service, in the namespace of the controller, that the API server calls the webhook by.',
    parse: text,
    fallback: 'millrace-controller',
  },
  webhookHosts: {
    env: 'MILLRACE_WEBHOOK_HOSTS',
    help: 'Further names and addresses that the webhook is called by, separated by commas.',
    parse: list,
    fallback: [],
  },
  defaultNamespace: {
    env: 'MILLRACE_DEFAULT_NAMESPACE',
    help: 'Namespace of objects that name none.',
    parse: text,
    fallback: 'default',
  },
  rescanMs: {
    env: 'MILLRACE_RESCAN',
    help: 'How often the folders are looked through for changes that the system did not announce.',
    parse: durationIn({ minMs: 100, maxMs: 3_600_000 }),
    fallback: 10_000,
  },
  settleMs: {
    env: 'MILLRACE_SETTLE',
    help: 'How long a file must be left alone before it is read, so that half-written ones are not.',
    parse: durationIn({ minMs: 0, maxMs: 60_000 }),
    fallback: 150,
  },
  filesMax: {
    env: 'MILLRACE_FILES_MAX',
    help: 'Manifest files that are read at most.',
    parse: int({ min: 1, max: 100_000 }),
    fallback: 5_000,
  },
  fileBytesMax: {
    env: 'MILLRACE_FILE_BYTES_MAX',
    help: 'Bytes of one manifest file.',
    parse: int({ min: 1, max: 64 * mebibyte }),
    fallback: 4 * mebibyte,
  },
} as const

export type ControllerConfig = ConfigOf<typeof controllerOptions>
