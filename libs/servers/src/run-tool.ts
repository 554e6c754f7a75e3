import { execFile } from 'node:child_process'
import type { Env } from './env.ts'

export interface ToolRun {
  readonly ok: boolean
  readonly output: string
}

export interface ToolOptions {
  readonly env: Env
  /** The tool is killed past this. */
  readonly runMaxMs: number
  readonly cwd?: string
}

const outputBytesMax = 4 * 1024 * 1024

/** Runs a program to its end. That it fails, is missing or takes too long is an answer (`ok: false`), not an error. */
export function runTool(command: string, args: readonly string[], options: ToolOptions): Promise<ToolRun> {
  const { runMaxMs, env, cwd } = options
  return new Promise((resolve) => {
    execFile(
      command,
      args,
      {
        env: { ...env },
        timeout: runMaxMs,
        killSignal: 'SIGKILL',
        maxBuffer: outputBytesMax,
        ...(cwd === undefined ? {} : { cwd }),
      },
      (error, stdout, stderr) => {
        const output = `${stdout}${stderr}`.trim()
        if (error === null) resolve({ ok: true, output })
        else
          resolve({
            ok: false,
            output: error.killed === true ? `stopped after ${runMaxMs} ms` : output || error.message,
          })
      },
    ).stdin?.end()
  })
}

/** The last line that says something: what a failed tool's output is cut down to in a message. */
export function lastLine(output: string, charsMax = 200): string {
  const lines = output.split('\n').map((line) => line.trim())
  return (lines.findLast((line) => line !== '') ?? 'no output').slice(0, charsMax)
}
