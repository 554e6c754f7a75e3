import { toJson } from '@bufbuild/protobuf'
import {
  SystemServiceHealthResponseSchema,
  SystemServiceTopologyResponseSchema,
  type SystemServiceHealthResponse,
  type SystemServiceTopologyResponse,
} from '@millrace/protocol/admin'
import type { AdminFlags, AdminUse } from '../options/admin-command.ts'
import { show } from '../output/show.ts'
import { table } from '../output/table.ts'
import { readRunFile, type RunInfo } from '../run-file.ts'

interface Status {
  /** The system on the state folder, where that is meant and runs. */
  readonly info: RunInfo | undefined
  readonly health: SystemServiceHealthResponse
  readonly topology: SystemServiceTopologyResponse
}

/** Tells what runs. Exit code 1 when it is not well. */
export function status({ client, paint, stop }: AdminUse, flags: AdminFlags): Promise<number> {
  return show(
    {
      async ask(): Promise<Status> {
        const [health, topology] = await Promise.all([client.system.health({}), client.system.topology({})])
        return { info: flags.context === undefined ? readRunFile(flags.state) : undefined, health, topology }
      },
      json: ({ info, health, topology }) => ({
        ...info,
        health: toJson(SystemServiceHealthResponseSchema, health),
        topology: toJson(SystemServiceTopologyResponseSchema, topology),
      }),
      text: ({ info, health, topology }) =>
        [
          `${health.ok ? paint.good('well') : paint.bad('NOT WELL')}${info === undefined ? ` · Millrace ${health.version}` : runText(info)}`,
          ...health.problems.map((one) => paint.warn(one)),
          '',
          table([
            ['STREAM', 'CONSUMER', 'PENDING', 'UNDER WAY'],
            ...health.backlogs.map(({ stream, consumer, pending, unacknowledged }) => [
              stream,
              consumer,
              String(pending),
              String(unacknowledged),
            ]),
          ]),
          '',
          table([
            ['KIND', 'NAME', 'PARTS', 'LISTENS TO'],
            ...topology.objects.map(({ kind, namespace, name, parts, dependsOn }) => [
              kind,
              `${namespace}/${name}`,
              parts.join(', '),
              dependsOn.join(', '),
            ]),
          ]),
          ...(info === undefined ? [] : ['', ...endpoints(info)]),
        ].join('\n'),
      code: ({ health }) => (health.ok ? 0 : 1),
    },
    flags,
    process.stdout,
    stop,
  )
}

function runText({ pid, startedAt, manifests }: RunInfo): string {
  return ` · process ${pid} · up ${Math.round((Date.now() - startedAt) / 1_000)} s · ${manifests}`
}

const endpoints = ({ webhooks, adminUrl, metricsUrl }: RunInfo): string[] => [
  ...webhooks.map(({ method, url, eventSource, event }) => `${method} ${url}  ${eventSource}/${event}`),
  `admin ${adminUrl} · metrics ${metricsUrl}`,
]
