/** Runs a program in the place of this one: same terminal, same signals, same exit code. */
import { spawn } from 'node:child_process'
import { constants } from 'node:os'

const parentPollMs = 500
const passed = ['SIGINT', 'SIGTERM', 'SIGHUP']

/**
 * Resolves to the exit code: the program's own, or 128 + the signal that ended it, as shells have it.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, cwd?: string }} [options]
 * @returns {Promise<number>}
 */
export function passThrough(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, stdio: 'inherit' })
    const release = forwardSignals(child)
    child.once('error', (error) => {
      release()
      reject(error)
    })
    child.once('exit', (code, signal) => {
      release()
      resolve(code ?? 128 + (constants.signals[signal] ?? 0))
    })
  })
}

function forwardSignals(child) {
  const parent = process.ppid
  const handlers = passed.map((signal) => [signal, () => forward(child, signal)])
  for (const [signal, handler] of handlers) process.on(signal, handler)
  // npm's own shell may be killed between npm and us, and then no signal reaches us any more: the child must still end.
  const watch = setInterval(() => {
    if (process.ppid !== parent) child.kill('SIGTERM')
  }, parentPollMs)
  watch.unref()
  return () => {
    clearInterval(watch)
    for (const [signal, handler] of handlers) process.off(signal, handler)
  }
}

/** Ctrl-C in a terminal has reached the child already, with the whole foreground group; a second one would mean "at once". */
function forward(child, signal) {
  const fromTerminal = signal === 'SIGINT' && (process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY)
  if (!fromTerminal) child.kill(signal)
}
