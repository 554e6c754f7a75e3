import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runTool } from './run-tool.ts'
import { ServersError } from './servers-error.ts'

const psMaxMs = 5_000

/** Where a server that runs on this folder writes its process id. */
export function pidFile(dir: string): string {
  return join(dir, 'server.pid')
}

/**
 * Refuses a folder that a live server was started on: neither server locks its data, and two in one folder spoil it.
 * The process id may be another's by now, so the process counts only if its command line names the folder's configuration.
 */
export async function refuseFolderInUse(dir: string, config: string): Promise<void> {
  const pid = Number(await readFile(pidFile(dir), 'utf8').catch(() => ''))
  if (!Number.isInteger(pid) || pid <= 0) return
  if ((await commandLine(pid)).includes(config)) {
    throw new ServersError('folder-in-use', `process ${pid} is a server with its data in ${dir}`)
  }
}

/** Empty when there is no such process. */
async function commandLine(pid: number): Promise<string> {
  const fromProc = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => null)
  if (fromProc !== null) return fromProc.replaceAll('\0', ' ')
  return (await runTool('/bin/ps', ['-o', 'args=', '-p', String(pid)], { env: {}, runMaxMs: psMaxMs })).output
}
