import { adminCall } from '../admin-call.ts'
import type { PauseFlags } from '../options/pauses.ts'
import { needRunning } from '../run-file.ts'
import { table } from '../table.ts'

const print = (text: string): void => void process.stdout.write(`${text}\n`)

/** Pauses a sensor or a trigger. */
export async function pause(sensor: string, flags: PauseFlags): Promise<number> {
  const { trigger = '', namespace, state, json } = flags
  const answer = await adminCall<object>(needRunning(state).adminUrl, 'Pause', { namespace, sensor, trigger })
  print(json === true ? JSON.stringify(answer) : `${what(sensor, flags)} is paused: what becomes due for it is held`)
  return 0
}

/** Ends a pause. Exit code 1 when it goes on for another reason. */
export async function resume(sensor: string, flags: PauseFlags): Promise<number> {
  const { trigger = '', namespace, state, json } = flags
  const asked = { namespace, sensor, trigger }
  const answer = await adminCall<{ ended?: number; stillPaused?: boolean }>(
    needRunning(state).adminUrl,
    'Resume',
    asked,
  )
  if (json === true) print(JSON.stringify(answer))
  else if (answer.stillPaused === true)
    print(
      `${what(sensor, flags)} is still paused: by its annotation millrace.io/paused, or by a pause of the whole sensor`,
    )
  else if ((answer.ended ?? 0) === 0) print(`${what(sensor, flags)} was not paused`)
  else print(`${what(sensor, flags)} goes on: what was held becomes due`)
  return answer.stillPaused === true ? 1 : 0
}

interface Listed {
  readonly paused?: readonly {
    readonly namespace?: string
    readonly sensor?: string
    readonly trigger?: string
    readonly heldMessages?: string
    readonly by?: string
    readonly sinceUs?: string
  }[]
}

/** Tells what is paused. */
export async function paused(state: string, json: boolean): Promise<number> {
  const answer = await adminCall<Listed>(needRunning(state).adminUrl, 'ListPaused', {})
  const { paused: all = [] } = answer
  if (json) print(JSON.stringify(answer, null, 2))
  else if (all.length === 0) print('nothing is paused')
  else {
    const rows = all.map(({ namespace, sensor, trigger, heldMessages = '0', by, sinceUs }) => [
      `${namespace}/${sensor}`,
      trigger ?? '(all)',
      heldMessages,
      by ?? 'nothing any more',
      sinceUs === undefined ? '' : new Date(Number(sinceUs) / 1_000).toISOString(),
    ])
    print(table([['SENSOR', 'TRIGGER', 'HELD MESSAGES', 'PAUSED BY', 'SINCE'], ...rows]))
  }
  return 0
}

function what(sensor: string, { namespace, trigger }: PauseFlags): string {
  return trigger === undefined ? `sensor ${namespace}/${sensor}` : `trigger ${trigger} of sensor ${namespace}/${sensor}`
}
