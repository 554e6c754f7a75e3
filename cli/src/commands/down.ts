import { isAlive } from '@millrace/servers'
import { needRunning } from '../run-file.ts'

const stopMaxMs = 40_000
const lookEveryMs = 100

/** Asks the system of a state folder to stop and waits until it has. */
export async function down(state: string): Promise<number> {
  const { pid } = needRunning(state)
  process.stdout.write(`stopping (process ${pid}) …\n`)
  process.kill(pid, 'SIGTERM')
  for (let waited = 0; waited < stopMaxMs; waited += lookEveryMs) {
    if (!isAlive(pid)) {
      process.stdout.write('stopped; what was acknowledged and not carried out yet is kept for the next start\n')
      return 0
    }
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs))
  }
  process.stderr.write(
    `millrace: process ${pid} has not ended after ${stopMaxMs / 1_000} s; end it with: kill -9 ${pid}\n`,
  )
  return 1
}
