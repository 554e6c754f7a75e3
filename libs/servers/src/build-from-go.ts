import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Env } from './env.ts'
import type { Built } from './install-into-cache.ts'
import { onPath } from './on-path.ts'
import { lastLine, runTool } from './run-tool.ts'

const goMaxMs = 600_000

/** Compiles a server with the user's Go toolchain; Go's checksum database vouches for the source. */
export async function buildFromGo(goPackage: string, binaryName: string, folder: string, env: Env): Promise<Built> {
  const go = (await onPath('go', env))[0]
  if (go === undefined) return { kind: 'failed', reason: 'no go on PATH' }
  const gobin = join(folder, 'gobin')
  const { ok, output } = await runTool(go, ['install', goPackage], {
    env: { ...env, GOBIN: gobin, CGO_ENABLED: '0' },
    runMaxMs: goMaxMs,
    cwd: folder,
  })
  const binary = join(gobin, binaryName)
  if (!ok || !existsSync(binary))
    return { kind: 'failed', reason: `go install ${goPackage} failed: ${lastLine(output)}` }
  return { kind: 'built', binary }
}
