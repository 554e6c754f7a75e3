import { toJson } from '@bufbuild/protobuf'
import {
  DifferenceKind,
  SensorServiceDryRunResponseSchema,
  SensorServiceGetResponseSchema,
  SensorServiceListResponseSchema,
  SensorServicePreviewResponseSchema,
  type SensorServiceDryRunResponse,
  type SensorServicePreviewResponse,
} from '@millrace/protocol/admin'
import { existsSync, readFileSync } from 'node:fs'
import { stringify } from 'yaml'
import { CliError } from '../cli-error.ts'
import type { AdminUse } from '../options/admin-command.ts'
import type { ListFlags } from '../options/lists.ts'
import type { PreviewFlags, SensorFlags, TryFlags } from '../options/sensors.ts'
import type { Paint } from '../output/paint.ts'
import { show } from '../output/show.ts'
import { table } from '../output/table.ts'
import { timeText } from '../output/time-text.ts'

export function sensorsList({ client, stop }: AdminUse, flags: ListFlags): Promise<number> {
  const { namespace = '', limit, pageToken = '' } = flags
  return show(
    {
      ask: () => client.sensors.list({ namespace, pageSize: limit, pageToken }),
      json: (answer) => toJson(SensorServiceListResponseSchema, answer),
      text: ({ sensors, nextPageToken }) =>
        [
          table([
            ['SENSOR', 'BUS', 'LISTENS TO', 'TRIGGERS', 'PAUSED'],
            ...sensors.map((one) => [
              `${one.namespace}/${one.name}`,
              one.bus,
              one.dependencies.map(({ eventSource, eventName }) => `${eventSource}/${eventName}`).join(', '),
              one.triggers.map(({ name, type }) => `${name} (${type})`).join(', '),
              one.triggers.flatMap(({ name, paused }) => (paused ? [name] : [])).join(', '),
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

export function sensorsGet({ client, stop }: AdminUse, flags: SensorFlags): Promise<number> {
  return show(
    {
      isWhole: true,
      ask: () => client.sensors.get({ namespace: flags.namespace, name: flags.name }),
      json: (answer) => ({
        ...(toJson(SensorServiceGetResponseSchema, answer) as object),
        manifest: JSON.parse(answer.manifest) as unknown,
      }),
      text: ({ manifest }) => stringify(JSON.parse(manifest) as unknown).trimEnd(),
    },
    flags,
    process.stdout,
    stop,
  )
}

/** Exit code 1 where the Sensor has problems. */
export async function sensorsTry({ client, paint }: AdminUse, flags: TryFlags): Promise<number> {
  const { namespace, sensor, event, json } = flags
  const isFile = existsSync(sensor)
  const answer = await client.sensors.dryRun({
    namespace,
    name: isFile ? '' : sensor,
    manifest: isFile ? read(sensor) : '',
    events: event.map((given) => {
      const equals = given.indexOf('=')
      const dependency = equals < 0 || existsSync(given) ? '' : given.slice(0, equals)
      return { json: read(dependency === '' ? given : given.slice(equals + 1)), dependency }
    }),
  })
  const text =
    json === true ? JSON.stringify(toJson(SensorServiceDryRunResponseSchema, answer), null, 2) : tryText(answer, paint)
  process.stdout.write(`${text}\n`)
  return answer.problems.length === 0 ? 0 : 1
}

function tryText({ problems, events, triggers }: SensorServiceDryRunResponse, paint: Paint): string {
  return [
    ...problems.map((one) => paint.warn(one)),
    ...events.flatMap(({ eventId, eventSource, eventName, dependencies }) => [
      paint.strong(`event ${eventId} of ${eventSource}/${eventName}`),
      ...(dependencies.length === 0 ? ['  no dependency listens to it'] : []),
      ...dependencies.flatMap(({ dependency, accepted, reason, filters }) => [
        `  ${dependency}: ${accepted ? paint.good('accepted') : `${paint.bad('not accepted')}: ${reason}`}`,
        ...filters.map(({ field, verdict, found, expected, message }) =>
          paint.dim(
            `    ${field}: ${verdict}${message === '' ? ` (found ${found}, expected ${expected})` : ` (${message})`}`,
          ),
        ),
      ]),
    ]),
    ...triggers.flatMap(({ trigger, type, conditions, kept, missing, firings }) => [
      paint.strong(`trigger ${trigger} (${type}) when ${conditions}`),
      ...firings.map(({ events: of, request }) => `  ${paint.good('fires')} for ${namesIn(of)}: ${request}`),
      ...(firings.length === 0 ? ['  does not fire'] : []),
      ...(kept.length === 0 ? [] : [`  keeps ${kept.join(', ')} and waits for ${missing.join(', ')}`]),
    ]),
  ].join('\n')
}

export async function sensorsPreview({ client, paint }: AdminUse, flags: PreviewFlags): Promise<number> {
  const { namespace, file, events, json } = flags
  const answer = await client.sensors.preview({ namespace, manifest: read(file), events })
  const text =
    json === true
      ? JSON.stringify(toJson(SensorServicePreviewResponseSchema, answer), null, 2)
      : previewText(answer, paint)
  process.stdout.write(`${text}\n`)
  return 0
}

function previewText(answer: SensorServicePreviewResponse, paint: Paint): string {
  const { problems, events, fromUs, triggers, firings, more } = answer
  const looks: Readonly<Record<DifferenceKind, string>> = {
    [DifferenceKind.UNSPECIFIED]: '',
    [DifferenceKind.ADDED]: paint.good('fires now '),
    [DifferenceKind.REMOVED]: paint.bad('fires no more '),
    [DifferenceKind.CHANGED]: paint.warn('sends other things '),
  }
  return [
    ...problems.map((one) => paint.warn(one)),
    events === 0n
      ? 'no recorded event is one that it listens to'
      : `over the last ${events} events, since ${timeText(fromUs)}`,
    '',
    table([
      ['TRIGGER', 'FIRES NOW', 'WOULD FIRE'],
      ...triggers.map(({ trigger, firedBefore, firedAfter }) => [trigger, String(firedBefore), String(firedAfter)]),
    ]),
    '',
    ...firings.flatMap(({ kind, trigger, events: of, before, after, reason }) => [
      `${looks[kind]}${trigger} for ${namesIn(of)}${reason === '' ? '' : `: ${reason}`}`,
      ...(before === '' ? [] : [paint.bad(`  - ${before}`)]),
      ...(after === '' ? [] : [paint.good(`  + ${after}`)]),
    ]),
    firings.length === 0 ? 'nothing differs' : more ? 'and more' : '',
  ]
    .join('\n')
    .trimEnd()
}

const namesIn = (events: Readonly<Record<string, string>>): string =>
  Object.entries(events)
    .map(([dependency, id]) => `${dependency}=${id}`)
    .join(' ')

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    throw new CliError(`${JSON.stringify(path)} cannot be read`, { cause })
  }
}
