import { spawn } from 'node:child_process'
import { Socket } from 'node:net'

/**
 * Waits on a pipe that only we hold. A line means the watched process has ended; the pipe's end without one means we
 * have died, in whatever way, and left it behind: it is asked to end, and after five seconds made to.
 */
const script = `
read -r line && exit 0
kill -TERM "$1" 2>/dev/null && kill -CONT "$1" 2>/dev/null
tries=0
while kill -0 "$1" 2>/dev/null && [ "$tries" -lt 50 ]; do sleep 0.1; tries=$((tries + 1)); done
kill -KILL "$1" 2>/dev/null
`

/**
 * Sees to it that a child does not outlive this process, not even when this process is killed with SIGKILL. Node offers
 * no such thing, so a small shell stands by. Call the answer once the child has ended. Where there is no /bin/sh it does nothing.
 */
export function watchOver(pid: number): () => void {
  const shell = spawn('/bin/sh', ['-c', 'eval "$WATCH"', 'millrace-watchdog', String(pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    // In the environment rather than among the arguments: lists of processes stay readable.
    env: { PATH: '/usr/bin:/bin', WATCH: script },
    // A session of its own: Ctrl-C in a terminal must not end the watchdog before what it watches.
    detached: true,
  })
  const line = shell.stdin
  const ignore = (): void => undefined
  shell.once('error', ignore)
  line.once('error', ignore)
  // Neither the shell nor its pipe keeps this process alive.
  shell.unref()
  if (line instanceof Socket) line.unref()
  return () => void line.end('ended\n')
}
