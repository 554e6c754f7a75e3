import { languageOptions } from '@millrace/language-host'
import { payloadOptions } from '@millrace/payloads'
import { controlOption, durationIn, int, list, roadOptions, text, type ConfigOf } from '@millrace/service'
import { gitFetchBytesDefault } from './artifact/git/fetch-bytes.ts'

/** Settings of trigger-executor. */
export const executorOptions = {
  natsUrl: roadOptions.natsUrl,
  redisUrl: roadOptions.redisUrl,
  replicas: roadOptions.replicas,
  ackWaitMs: roadOptions.ackWaitMs,
  control: controlOption(7104),
  manifests: {
    env: 'MILLRACE_MANIFESTS',
    help: 'Folder with manifests whose Secrets and ConfigMaps are read; not set: none.',
    parse: text,
    fallback: '',
  },
  kube: roadOptions.kube,
  secretFolders: {
    env: 'MILLRACE_SECRET_FOLDERS',
    help: 'Folders with mounted Secrets, <folder>/<secret>/<key>, separated by commas.',
    parse: list,
    fallback: [],
  },
  configMapFolders: {
    env: 'MILLRACE_CONFIG_MAP_FOLDERS',
    help: 'Folders with mounted ConfigMaps, <folder>/<config map>/<key>, separated by commas.',
    parse: list,
    fallback: [],
  },
  artifactFolders: {
    env: 'MILLRACE_ARTIFACT_FOLDERS',
    help: 'Folders with files that triggers may read as `source.file`, separated by commas; none named: no files.',
    parse: list,
    fallback: [],
  },
  git: {
    env: 'MILLRACE_GIT',
    help: 'The git program that reads `source.git`: a name that is looked for in the usual folders, or a path.',
    parse: text,
    fallback: 'git',
  },
  gitKnownHosts: {
    env: 'MILLRACE_GIT_KNOWN_HOSTS',
    help: 'File with the keys of ssh servers that `source.git` trusts, as `ssh-keyscan` writes them; besides it /etc/ssh/ssh_known_hosts counts.',
    parse: text,
    fallback: '',
  },
  gitFetchBytesMax: {
    env: 'MILLRACE_GIT_FETCH_BYTES_MAX',
    help: 'Bytes that one fetch of `source.git` may bring, packed; one that brings more is ended, and the invocation is a dead letter.',
    parse: int({ min: 65_536, max: 2 ** 34 }),
    fallback: gitFetchBytesDefault,
  },
  effectWindowMs: roadOptions.effectWindowMs,
  leaseMs: {
    env: 'MILLRACE_LEASE',
    help: 'How long the right to act on an invocation holds unless renewed. After it, another replica takes over.',
    parse: durationIn({ minMs: 1_000, maxMs: 3_600_000 }),
    fallback: 30_000,
  },
  inFlightMax: {
    env: 'MILLRACE_IN_FLIGHT_MAX',
    help: 'Messages that are worked on at most; a message holds many invocations.',
    parse: int({ min: 1, max: 10_000 }),
    fallback: 128,
  },
  callsMax: {
    env: 'MILLRACE_CALLS_MAX',
    help: 'Effects that are under way at most.',
    parse: int({ min: 1, max: 10_000 }),
    fallback: 1_024,
  },
  callsPerTriggerMax: {
    env: 'MILLRACE_CALLS_PER_TRIGGER_MAX',
    help: 'Effects of one trigger that are under way at most; the annotation millrace.io/calls-max says otherwise.',
    parse: int({ min: 1, max: 10_000 }),
    fallback: 64,
  },
  breakerFailuresMax: {
    env: 'MILLRACE_BREAKER_FAILURES',
    help: 'Failures in a row after which the calls of a trigger wait until a probe succeeds; 0: never.',
    parse: int({ min: 0, max: 1_000_000 }),
    fallback: 20,
  },
  breakerOpenMs: {
    env: 'MILLRACE_BREAKER_OPEN',
    help: 'How long a breaker stays open before the first probe; each probe that fails doubles it.',
    parse: durationIn({ minMs: 100, maxMs: 3_600_000 }),
    fallback: 5_000,
  },
  breakerOpenMaxMs: {
    env: 'MILLRACE_BREAKER_OPEN_MAX',
    help: 'How long a breaker stays open before a probe at most.',
    parse: durationIn({ minMs: 100, maxMs: 3_600_000 }),
    fallback: 60_000,
  },
  traceUrl: {
    env: 'MILLRACE_TRACE_URL',
    help: 'Where the road of an event can be looked at, with {id} for its id: the log trigger links to it.',
    parse: text,
    fallback: '',
  },
  slackApiUrl: {
    env: 'MILLRACE_SLACK_API_URL',
    help: "Where Slack's API is; GovSlack has its own.",
    parse: text,
    fallback: 'https://slack.com/api/',
  },
  awsEndpoint: {
    env: 'MILLRACE_AWS_ENDPOINT',
    help: 'Where all of AWS is, for tests on a server that stands for it; not set: where AWS has it.',
    parse: text,
    fallback: '',
  },
  settleGatherMs: {
    env: 'MILLRACE_SETTLE_GATHER',
    help: 'How long effects that are done wait at most for the next call to the ledger; a crash within leaves them uncertain.',
    parse: durationIn({ minMs: 0, maxMs: 1_000 }),
    fallback: 8,
  },
  workflowsInstanceId: {
    env: 'MILLRACE_WORKFLOWS_INSTANCE_ID',
    help: 'The instance id of Argo Workflows that is to run what WorkflowEventBindings submit; not set: the one without.',
    parse: text,
    fallback: '',
  },
  rightsCacheMs: {
    env: 'MILLRACE_RIGHTS_CACHE',
    help: 'How long it is taken for true which templates a sender of workflow events may read.',
    parse: durationIn({ minMs: 0, maxMs: 3_600_000 }),
    fallback: 60_000,
  },
  ...payloadOptions,
  ...languageOptions,
} as const

export type ExecutorConfig = ConfigOf<typeof executorOptions>
