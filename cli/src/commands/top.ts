import { toJson } from '@bufbuild/protobuf'
import {
  SystemServiceFlowResponseSchema,
  SystemServiceLagResponseSchema,
  type HopLag,
  type Latency,
  type SystemServiceFlowResponse,
  type SystemServiceLagResponse,
} from '@millrace/protocol/admin'
import type { AdminUse } from '../options/admin-command.ts'
import type { TopFlags } from '../options/lists.ts'
import type { Paint } from '../output/paint.ts'
import { show } from '../output/show.ts'
import { table } from '../output/table.ts'
import { spanText } from '../output/time-text.ts'

interface Now {
  readonly flow: SystemServiceFlowResponse
  readonly lag: SystemServiceLagResponse
}

const everyS = 2
/** Triggers that fit a screen. */
const triggersMax = 20

/** Live rates, lag and latency, again and again. */
export function top({ client, paint, stop }: AdminUse, flags: TopFlags): Promise<number> {
  const { namespace = '', window, once, watch = everyS } = flags
  const { json } = flags
  return show(
    {
      async ask(): Promise<Now> {
        const [flow, lag] = await Promise.all([
          client.system.flow({ namespace, windowSeconds: window }),
          client.system.lag({}),
        ])
        return { flow, lag }
      },
      json: ({ flow, lag }) => ({
        flow: toJson(SystemServiceFlowResponseSchema, flow),
        lag: toJson(SystemServiceLagResponseSchema, lag),
      }),
      text: (now, columns) => topText(now, paint, columns),
    },
    { ...(json === true ? { json } : {}), ...(once === true ? {} : { watch }) },
    process.stdout,
    stop,
  )
}

/** What `top` shows, in lines of so many characters where names are not too short for that. Pure. */
export function topText({ flow, lag }: Now, paint: Paint, columns = Infinity): string {
  const { hops, triggers, windowSeconds } = flow
  return [
    `${paint.strong('rates and latencies')} ${paint.dim(`of the last ${Math.round(windowSeconds)} s`)}`,
    table([
      ['HOP', '/s', 'P50', 'P90', 'P99', 'MAX'],
      ...hops.map(({ hop, perSecond, latency }) => [hop, rate(perSecond), ...spans(latency)]),
    ]),
    '',
    paint.strong('backlog'),
    table([
      ['HOP', 'STREAM', 'WAIT', 'UNDER WAY', 'OLDEST'],
      ...lag.hops.map((one) => [
        one.hop,
        one.stream,
        waits(one, paint),
        String(one.unacknowledged),
        age(one.oldestAgeUs, paint),
      ]),
    ]),
    '',
    paint.strong('triggers'),
    triggers.length === 0
      ? 'nothing was due'
      : table(
          [
            ['TRIGGER', 'OK/s', 'RETRY/s', 'DEAD/s', 'P50', 'P90', 'P99', 'MAX'],
            ...triggers
              .slice(0, triggersMax)
              .map((one) => [
                `${one.namespace}/${one.sensor}/${one.trigger}`,
                rate(one.succeededPerSecond),
                one.retriedPerSecond === 0 ? '-' : paint.warn(rate(one.retriedPerSecond)),
                one.deadPerSecond === 0 ? '-' : paint.bad(rate(one.deadPerSecond)),
                ...spans(one.latency),
              ]),
          ],
          columns,
        ),
    ...(triggers.length > triggersMax ? [paint.dim(`${triggers.length - triggersMax} more`)] : []),
  ].join('\n')
}

const spans = (latency: Latency | undefined): string[] =>
  [latency?.p50Us, latency?.p90Us, latency?.p99Us, latency?.maxUs].map((us = 0n) =>
    us === 0n ? '-' : spanText(Number(us)),
  )

const rate = (perSecond: number): string => (perSecond >= 100 ? String(Math.round(perSecond)) : perSecond.toFixed(1))

const waits = ({ pending, hop }: HopLag, paint: Paint): string =>
  pending > 1_000n && hop !== 'retries' && hop !== 'held' ? paint.warn(String(pending)) : String(pending)

/** Ten seconds are long for what is under way. */
function age(us: bigint, paint: Paint): string {
  if (us === 0n) return '-'
  const text = spanText(Number(us))
  return us > 10_000_000n ? paint.warn(text) : text
}
