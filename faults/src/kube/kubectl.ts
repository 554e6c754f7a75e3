import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Runs kubectl with a kubeconfig; resolves with what it printed. Rejects with what it said on its other output. */
export type Kubectl = (args: readonly string[], input?: string) => Promise<string>

const callMaxMs = 60_000

/** Undefined where there is no kubectl on PATH. */
export function findKubectl(path: string | undefined, kubeconfig: string): Kubectl | undefined {
  const found = (path ?? '')
    .split(delimiter)
    .map((folder) => join(folder, 'kubectl'))
    .find((file) => existsSync(file))
  if (found === undefined) return undefined
  return (args, input) =>
    new Promise((resolve, reject) => {
      const options = { timeout: callMaxMs, maxBuffer: 16 * 1_048_576 }
      const child = execFile(found, ['--kubeconfig', kubeconfig, ...args], options, (error, out, err) => {
        if (error === null) resolve(out)
        else reject(new Error(`kubectl ${args.join(' ')}: ${err === '' ? error.message : err.trim()}`))
      })
      child.stdin?.end(input ?? '')
    })
}
