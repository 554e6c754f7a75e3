import type { Env } from './env.ts'
import { lastLine, runTool } from './run-tool.ts'
import type { ServerKind } from './server-kind.ts'
import { serverFacts } from './server-kind.ts'
import type { Version } from './version.ts'
import { compareVersions, formatVersion, parseVersion } from './version.ts'

export type Checked =
  | { readonly kind: 'usable'; readonly path: string; readonly version: Version }
  | { readonly kind: 'refused'; readonly path: string; readonly reason: string }

const versionMaxMs = 10_000

/** Asks a binary for its version and judges it; a refusal names the file and the reason. */
export async function checkBinary(kind: ServerKind, path: string, env: Env): Promise<Checked> {
  const { banner, minimum } = serverFacts[kind]
  const { ok, output } = await runTool(path, ['--version'], { env, runMaxMs: versionMaxMs })
  if (!ok) return { kind: 'refused', path, reason: `${path} does not run: ${lastLine(output)}` }
  const version = parseVersion(banner.exec(output)?.[1] ?? '')
  if (version === null) return { kind: 'refused', path, reason: `${path} is no ${kind}: ${lastLine(output)}` }
  if (compareVersions(version, minimum) < 0) {
    const wanted = `${minimum[0]}.${minimum[1]}`
    return {
      kind: 'refused',
      path,
      reason: `${path} is ${kind} ${formatVersion(version)}, too old: ${wanted} or newer is needed`,
    }
  }
  return { kind: 'usable', path, version }
}
