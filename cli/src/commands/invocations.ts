import { toJson } from '@bufbuild/protobuf'
import {
  InvocationServiceGetResponseSchema,
  InvocationServiceListResponseSchema,
  InvocationState,
} from '@millrace/protocol/admin'
import type { Outcome } from '@millrace/protocol/road'
import { randomUUID } from 'node:crypto'
import type { AdminUse } from '../options/admin-command.ts'
import type { InvocationFlags, InvocationListFlags } from '../options/lists.ts'
import { resultNamed, resultText } from '../output/result-text.ts'
import { show } from '../output/show.ts'
import { table } from '../output/table.ts'
import { spanText, timeIn, timeText } from '../output/time-text.ts'

const rowOf = (one: Outcome): string[] => [
  timeText(one.finishedAtUs),
  one.invocationId,
  `${one.namespace}/${one.sensor}/${one.trigger}`,
  String(one.attempt),
  resultText(one.result),
  spanText(Number(one.finishedAtUs - one.startedAtUs)),
  [one.status === 0 ? '' : String(one.status), one.reason].filter((part) => part !== '').join(' '),
]

export function invocationsList({ client, stop }: AdminUse, flags: InvocationListFlags): Promise<number> {
  const { namespace = '', sensor = '', trigger = '', result, since, until, limit, pageToken = '' } = flags
  const nowMs = Date.now()
  const asked = {
    namespace,
    sensor,
    trigger,
    pageSize: limit,
    pageToken,
    results: result === undefined ? [] : [resultNamed(result)],
    ...(since === undefined ? {} : { from: timeIn(since, nowMs) }),
    ...(until === undefined ? {} : { until: timeIn(until, nowMs) }),
  }
  return show(
    {
      ask: () => client.invocations.list(asked),
      json: (answer) => toJson(InvocationServiceListResponseSchema, answer),
      text: ({ outcomes, nextPageToken }) =>
        [
          outcomes.length === 0
            ? 'no tries'
            : table([['FINISHED', 'INVOCATION', 'TRIGGER', 'TRY', 'RESULT', 'TOOK', ''], ...outcomes.map(rowOf)]),
          ...(nextPageToken === '' ? [] : [`older ones: --page-token ${nextPageToken}`]),
        ].join('\n'),
    },
    flags,
    process.stdout,
    stop,
  )
}

const states: Readonly<Record<InvocationState, string>> = {
  [InvocationState.UNSPECIFIED]: 'unknown',
  [InvocationState.DUE]: 'due, or under way',
  [InvocationState.WAITING]: 'waits',
  [InvocationState.HELD]: 'held by a pause',
  [InvocationState.SUCCEEDED]: 'succeeded',
  [InvocationState.DEAD]: 'a dead letter',
  [InvocationState.UNCERTAIN]: 'a dead letter whose effect may be there',
}

export function invocationsGet({ client, stop }: AdminUse, flags: InvocationFlags): Promise<number> {
  return show(
    {
      ask: () => client.invocations.get({ id: flags.id }),
      json: (answer) => toJson(InvocationServiceGetResponseSchema, answer),
      text: ({ state, namespace, sensor, trigger, outcomes, nextAttemptAtUs, redrives }) =>
        [
          `invocation ${flags.id} · ${namespace}/${sensor}/${trigger}`,
          `${states[state]}${nextAttemptAtUs === 0n ? '' : `; its next try is due ${timeText(nextAttemptAtUs)}`}`,
          '',
          table([
            ['TRY', 'STARTED', 'RESULT', 'TOOK', ''],
            ...outcomes.map((one) => [
              String(one.attempt),
              timeText(one.startedAtUs),
              resultText(one.result),
              spanText(Number(one.finishedAtUs - one.startedAtUs)),
              [one.status === 0 ? '' : String(one.status), one.reason].filter((part) => part !== '').join(' '),
            ]),
          ]),
          ...redrives.map(({ redrivenId, atUs }) => `redriven ${timeText(atUs)} as invocation ${redrivenId}`),
        ].join('\n'),
    },
    flags,
    process.stdout,
    stop,
  )
}

export async function invocationsRetry({ client }: AdminUse, flags: InvocationFlags): Promise<number> {
  const { id, redriven } = await client.invocations.retry({ id: flags.id, requestId: flags.requestId ?? randomUUID() })
  const text = redriven ? `${flags.id} is due again as ${id}` : `${id} is due now`
  process.stdout.write(`${flags.json === true ? JSON.stringify({ id, redriven }) : text}\n`)
  return 0
}

export async function invocationsCancel({ client }: AdminUse, flags: InvocationFlags): Promise<number> {
  await client.invocations.cancel({ id: flags.id, reason: flags.reason ?? '' })
  process.stdout.write(`${flags.json === true ? '{}' : `${flags.id} is cancelled; it is a dead letter now`}\n`)
  return 0
}
