import { toJson } from '@bufbuild/protobuf'
import {
  AuditServiceListResponseSchema,
  AuditStage,
  ConnectionState,
  DedupServiceForgetResponseSchema,
  DedupServiceLookupResponseSchema,
  SourceServiceListResponseSchema,
  SystemServiceLagResponseSchema,
  type HopLag,
} from '@millrace/protocol/admin'
import { CliError, exitCodes } from '../cli-error.ts'
import type { AdminFlags, AdminUse } from '../options/admin-command.ts'
import type { AuditFlags, DeliveryFlags, ListFlags } from '../options/lists.ts'
import { show } from '../output/show.ts'
import { table } from '../output/table.ts'
import { spanText, timeIn, timeText } from '../output/time-text.ts'

const states: Readonly<Record<ConnectionState, string>> = {
  [ConnectionState.UNSPECIFIED]: 'not told',
  [ConnectionState.CONNECTED]: 'connected',
  [ConnectionState.CONNECTING]: 'connecting',
  [ConnectionState.FAILED]: 'failed',
  [ConnectionState.UNSUPPORTED]: 'unsupported',
}

export function sourcesList({ client, stop }: AdminUse, flags: ListFlags): Promise<number> {
  const { namespace = '', limit, pageToken = '' } = flags
  return show(
    {
      ask: () => client.sources.list({ namespace, pageSize: limit, pageToken }),
      json: (answer) => toJson(SourceServiceListResponseSchema, answer),
      text: ({ sources, nextPageToken }) =>
        [
          table([
            ['EVENT', 'TYPE', 'STATE', 'LAG', 'LAST EVENT', 'SENSORS', ''],
            ...sources.map((one) => [
              `${one.namespace}/${one.eventSource}/${one.eventName}`,
              one.type,
              states[one.state] ?? '',
              one.lag < 0n ? '-' : String(one.lag),
              one.lastEventAtUs === 0n ? '-' : timeText(one.lastEventAtUs),
              one.sensors.join(', '),
              one.lastError,
            ]),
          ]),
          ...(nextPageToken === '' ? [] : [`more: --page-token ${nextPageToken}`]),
        ].join('\n'),
    },
    flags,
    process.stdout,
    stop,
  )
}

/** Looks a delivery id up, or forgets it. Exit code 5 where it is not known. */
export async function dedupCommand(
  word: 'lookup' | 'forget',
  { client }: AdminUse,
  flags: DeliveryFlags,
): Promise<number> {
  const [eventSource = '', eventName = ''] = flags.event.split('/')
  if (eventSource === '' || eventName === '') {
    throw new CliError(`${JSON.stringify(flags.event)} names no event; give eventsource/event`, {
      exitCode: exitCodes.usage,
    })
  }
  const delivery = { namespace: flags.namespace, eventSource, eventName, deliveryId: flags.id }
  const print = (json: unknown, text: string): void =>
    void process.stdout.write(`${flags.json === true ? JSON.stringify(json) : text}\n`)
  if (word === 'forget') {
    const answer = await client.dedup.forget({ delivery })
    const text = answer.forgotten ? 'forgotten: the next delivery with this id passes' : 'it was not known'
    print(toJson(DedupServiceForgetResponseSchema, answer), text)
    return answer.forgotten ? 0 : exitCodes.missing
  }
  const answer = await client.dedup.lookup({ key: { case: 'delivery', value: delivery } })
  const known = answer.known.case === 'delivery' ? answer.known.value : undefined
  const isKnown = known?.known === true
  const text = isKnown
    ? `known since message ${known.seq}; forgotten ${timeText(known.forgottenAtUs)}`
    : 'not known: the next delivery with this id passes'
  print(toJson(DedupServiceLookupResponseSchema, answer), text)
  return isKnown ? 0 : exitCodes.missing
}

const stages: Readonly<Record<AuditStage, string>> = {
  [AuditStage.UNSPECIFIED]: '',
  [AuditStage.INTENDED]: 'intended',
  [AuditStage.DONE]: 'done',
  [AuditStage.FAILED]: 'failed',
}

export function auditList({ client, stop }: AdminUse, flags: AuditFlags): Promise<number> {
  const { namespace = '', caller = '', since, until, limit, pageToken = '' } = flags
  const nowMs = Date.now()
  const asked = {
    namespace,
    caller,
    pageSize: limit,
    pageToken,
    ...(since === undefined ? {} : { from: timeIn(since, nowMs) }),
    ...(until === undefined ? {} : { until: timeIn(until, nowMs) }),
  }
  return show(
    {
      ask: () => client.audit.list(asked),
      json: (answer) => toJson(AuditServiceListResponseSchema, answer),
      text: ({ entries, nextPageToken }) =>
        [
          entries.length === 0
            ? 'nothing was changed'
            : table([
                ['WHEN', 'WHO', 'WHAT', 'NAMESPACE', '', 'REQUEST'],
                ...entries.map((one) => [
                  timeText(one.atUs),
                  one.caller,
                  one.method.replace('millrace.admin.v1.', ''),
                  one.namespace === '' ? '(all)' : one.namespace,
                  `${stages[one.stage]}${one.stage === AuditStage.FAILED ? ` (${one.code})` : ''}`,
                  one.request,
                ]),
              ]),
          ...(nextPageToken === '' ? [] : [`older ones: --page-token ${nextPageToken}`]),
        ].join('\n'),
    },
    flags,
    process.stdout,
    stop,
  )
}

export function lag({ client, stop }: AdminUse, flags: AdminFlags): Promise<number> {
  return show(
    {
      ask: () => client.system.lag({}),
      json: (answer) => toJson(SystemServiceLagResponseSchema, answer),
      text: ({ hops }) => lagTable(hops),
    },
    flags,
    process.stdout,
    stop,
  )
}

export function lagTable(hops: readonly HopLag[]): string {
  return table([
    ['HOP', 'STREAM', 'WAIT', 'UNDER WAY', 'OLDEST'],
    ...hops.map((one) => [
      one.hop,
      one.stream,
      String(one.pending),
      String(one.unacknowledged),
      one.oldestAgeUs === 0n ? '-' : spanText(Number(one.oldestAgeUs)),
    ]),
  ])
}
