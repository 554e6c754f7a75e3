import { createReadStream, existsSync, statSync, watchFile, unwatchFile } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { once } from 'node:events'
import { join } from 'node:path'
import { CliError } from '../cli-error.ts'
import { logName, readRunFile } from '../run-file.ts'

const lookEveryMs = 250

/** Prints the end of the log, and with `follow` goes on until Ctrl-C or the system's end. */
export async function logs({ state, follow, lines }: { state: string; follow?: true; lines: number }): Promise<number> {
  const file = join(state, logName)
  if (!existsSync(file)) throw new CliError(noLog(state))
  const text = await readFile(file, 'utf8')
  const all = text.split('\n')
  process.stdout.write(all.slice(-lines - 1).join('\n'))
  if (follow !== true) return 0
  let at = Buffer.byteLength(text)
  const print = async (): Promise<void> => {
    const { size } = statSync(file)
    if (size < at) at = 0
    if (size === at) return
    const stream = createReadStream(file, { start: at, end: size - 1 })
    at = size
    stream.pipe(process.stdout, { end: false })
    await once(stream, 'end')
  }
  watchFile(file, { interval: lookEveryMs }, () => void print())
  while (readRunFile(state) !== undefined) await new Promise((resolve) => setTimeout(resolve, lookEveryMs))
  unwatchFile(file)
  await print()
  return 0
}

/** A system whose output goes to a file or a pipe already keeps no second copy of it. */
function noLog(state: string): string {
  const running = readRunFile(state)
  if (running === undefined)
    return `there is no log in ${JSON.stringify(state)}; start with: millrace up [DIR] --state ${state}`
  return `the system that runs (process ${running.pid}) writes its log to where its output goes; started with MILLRACE_LOG_FILE=always it keeps one here too`
}
