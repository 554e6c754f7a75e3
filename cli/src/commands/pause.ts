import { toJson } from '@bufbuild/protobuf'
import { SensorServicePausesResponseSchema, SensorServiceResumeResponseSchema } from '@millrace/protocol/admin'
import type { AdminFlags, AdminUse } from '../options/admin-command.ts'
import type { PauseFlags } from '../options/pauses.ts'
import { show } from '../output/show.ts'
import { table } from '../output/table.ts'
import { timeText } from '../output/time-text.ts'

const print = (text: string): void => void process.stdout.write(`${text}\n`)

/** Pauses a sensor or a trigger. */
export async function pause({ client }: AdminUse, flags: PauseFlags): Promise<number> {
  const { sensor, trigger = '', namespace, json } = flags
  await client.sensors.pause({ namespace, sensor, trigger })
  print(json === true ? '{}' : `${what(flags)} is paused: what becomes due for it is held`)
  return 0
}

/** Ends a pause. Exit code 1 when it goes on for another reason. */
export async function resume({ client }: AdminUse, flags: PauseFlags): Promise<number> {
  const { sensor, trigger = '', namespace, json } = flags
  const answer = await client.sensors.resume({ namespace, sensor, trigger })
  if (json === true) print(JSON.stringify(toJson(SensorServiceResumeResponseSchema, answer)))
  else if (answer.stillPaused)
    print(`${what(flags)} is still paused: by its annotation millrace.io/paused, or by a pause of the whole sensor`)
  else if (answer.ended === 0) print(`${what(flags)} was not paused`)
  else print(`${what(flags)} goes on: what was held becomes due`)
  return answer.stillPaused ? 1 : 0
}

/** Tells what is paused. */
export function paused({ client, stop }: AdminUse, flags: AdminFlags): Promise<number> {
  return show(
    {
      ask: () => client.sensors.pauses({}),
      json: (answer) => toJson(SensorServicePausesResponseSchema, answer),
      text: ({ paused: all }) =>
        all.length === 0
          ? 'nothing is paused'
          : table([
              ['SENSOR', 'TRIGGER', 'HELD MESSAGES', 'PAUSED BY', 'SINCE'],
              ...all.map(({ namespace, sensor, trigger, heldMessages, by, sinceUs }) => [
                `${namespace}/${sensor}`,
                trigger === '' ? '(all)' : trigger,
                String(heldMessages),
                by === '' ? 'nothing any more' : by,
                timeText(sinceUs),
              ]),
            ]),
    },
    flags,
    process.stdout,
    stop,
  )
}

function what({ sensor, namespace, trigger }: PauseFlags): string {
  return trigger === undefined ? `sensor ${namespace}/${sensor}` : `trigger ${trigger} of sensor ${namespace}/${sensor}`
}
