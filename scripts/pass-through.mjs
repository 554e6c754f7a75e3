/** Runs a program in the place of this one: same terminal, same signals, same exit code. */
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { constants } from 'node:os'

const starterPollMs = 500
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
  const handlers = passed.map((signal) => [signal, () => forward(child, signal)])
  for (const [signal, handler] of handlers) process.on(signal, handler)
  const watch = watchStarter(() => child.kill('SIGTERM'))
  return () => {
    clearInterval(watch)
    for (const [signal, handler] of handlers) process.off(signal, handler)
  }
}

/**
 * npm runs us through a shell, and when npm is signalled it may end without us hearing of it: then our parent, or on Linux
 * the parent's parent, is another one, and the program must still be asked to end.
 */
function watchStarter(onGone) {
  const [parent, grandparent] = starters()
  const watch = setInterval(() => {
    const [parentNow, grandparentNow] = starters()
    if (parentNow === parent && grandparentNow === grandparent) return
    clearInterval(watch)
    onGone()
  }, starterPollMs)
  return watch.unref()
}

/** Only npm's shell is looked behind: whoever starts us from a shell of their own may leave it. */
function starters() {
  if (process.env.npm_lifecycle_event === undefined) return [process.ppid, 0]
  try {
    // The second field may hold spaces and parentheses; the parent's id is the second one after its end.
    const stat = readFileSync(`/proc/${process.ppid}/stat`, 'utf8')
    return [process.ppid, Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])]
  } catch {
    return [process.ppid, 0]
  }
}

/** Ctrl-C in a terminal has reached the child already, with the whole foreground group; a second one would mean "at once". */
function forward(child, signal) {
  const fromTerminal = signal === 'SIGINT' && (process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY)
  if (!fromTerminal) child.kill(signal)
}
