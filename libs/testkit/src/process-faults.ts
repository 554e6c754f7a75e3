import { isAlive } from '@millrace/servers'
import { eventually } from './eventually.ts'

const goneMaxMs = 5_000

/** SIGKILL by process id; resolves when there is no such process any more. For processes that the test started itself. */
export async function killHard(pid: number): Promise<void> {
  if (isAlive(pid)) process.kill(pid, 'SIGKILL')
  await eventually(() => !isAlive(pid), { withinMs: goneMaxMs, everyMs: 5 })
}

/** SIGSTOP: the process keeps its sockets and claims, and does nothing. */
export function pauseProcess(pid: number): void {
  process.kill(pid, 'SIGSTOP')
}

/** SIGCONT: it goes on, unaware of the time that has passed. */
export function resumeProcess(pid: number): void {
  process.kill(pid, 'SIGCONT')
}
