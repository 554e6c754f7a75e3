import { adminCall } from '../admin-call.ts'
import { reasonRows, type Reason } from '../reason-rows.ts'
import { needRunning } from '../run-file.ts'
import { table } from '../table.ts'

interface Why {
  readonly summary?: string
  readonly progress?: string
  readonly reasons?: readonly Reason[]
}

/** Tells why an event had an effect or none. Exit code 1 when nothing is known of it. */
export async function why(id: string, state: string, json: boolean): Promise<number> {
  const answer = await adminCall<Why>(needRunning(state).adminUrl, 'Why', { id })
  const { summary = '', reasons = [], progress = '' } = answer
  if (json) process.stdout.write(`${JSON.stringify(answer, null, 2)}\n`)
  else process.stdout.write(`${summary}\n${reasons.length === 0 ? '' : `\n${table(reasonRows(reasons))}\n`}`)
  return progress === 'PROGRESS_UNKNOWN' ? 1 : 0
}
