import { adminCall } from '../admin-call.ts'
import { needRunning } from '../run-file.ts'
import { table } from '../table.ts'

interface Health {
  readonly ok?: boolean
  readonly problems?: readonly string[]
  readonly backlogs?: readonly {
    readonly stream?: string
    readonly consumer?: string
    readonly pending?: string
    readonly unacknowledged?: string
  }[]
}

interface Topology {
  readonly objects?: readonly {
    readonly kind?: string
    readonly namespace?: string
    readonly name?: string
    readonly parts?: readonly string[]
    readonly dependsOn?: readonly string[]
  }[]
}

/** Tells what runs. Exit code 1 when it is not well. */
export async function status(state: string, json: boolean): Promise<number> {
  const info = needRunning(state)
  const [health, topology] = await Promise.all([
    adminCall<Health>(info.adminUrl, 'GetHealth', {}),
    adminCall<Topology>(info.adminUrl, 'GetTopology', {}),
  ])
  if (json) {
    process.stdout.write(`${JSON.stringify({ ...info, health, topology }, null, 2)}\n`)
    return health.ok === true ? 0 : 1
  }
  const { backlogs = [], problems = [] } = health
  const { objects = [] } = topology
  const uptimeS = Math.round((Date.now() - info.startedAt) / 1_000)
  const out = [
    `${health.ok === true ? 'well' : 'NOT WELL'} · process ${info.pid} · up ${uptimeS} s · ${info.manifests}`,
    ...problems,
    '',
    table([
      ['STREAM', 'CONSUMER', 'PENDING', 'UNDER WAY'],
      ...backlogs.map(({ stream = '', consumer = '', pending = '0', unacknowledged = '0' }) => [
        stream,
        consumer,
        pending,
        unacknowledged,
      ]),
    ]),
    '',
    table([
      ['KIND', 'NAME', 'PARTS', 'LISTENS TO'],
      ...objects.map(({ kind = '', namespace = '', name = '', parts = [], dependsOn = [] }) => [
        kind,
        `${namespace}/${name}`,
        parts.join(', '),
        dependsOn.join(', '),
      ]),
    ]),
    '',
    ...info.webhooks.map((webhook) => `${webhook.method} ${webhook.url}  ${webhook.eventSource}/${webhook.event}`),
    `admin ${info.adminUrl} · metrics ${info.metricsUrl}`,
  ]
  process.stdout.write(`${out.join('\n')}\n`)
  return health.ok === true ? 0 : 1
}
