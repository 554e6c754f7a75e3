import { lastLine, onPath, runTool, serverCache, withFileLock } from '@millrace/servers'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { copyFile, mkdir, mkdtemp, readFile, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'

/** A program of a Go module of ours, or why there is none. */
export type FoundTool =
  | { readonly kind: 'found'; readonly path: string }
  | { readonly kind: 'missing'; readonly reason: string }

export interface GoTool {
  readonly name: string
  /** Folder with go.mod, go.sum and, where the program is ours, its sources. */
  readonly module: string
  /** What is built: `.`, or a package that go.mod names. */
  readonly target: string
  readonly tags?: readonly string[]
}

const buildMaxMs = 900_000
const sourceName = /^go\.(?:mod|sum)$|\.go$/

/**
 * Builds a tool into the user's cache, once for each state of its sources, and says one line where it cannot. Go's
 * checksum database vouches for what it is made of.
 */
export async function goTool(
  tool: GoTool,
  { mayBuild = true }: { readonly mayBuild?: boolean } = {},
): Promise<FoundTool> {
  const sources = (await readdir(tool.module)).filter((file) => sourceName.test(file)).sort()
  const folder = join(serverCache(process.env), `${tool.name}-${await digestOf(tool, sources)}`)
  const path = join(folder, tool.name)
  if (existsSync(path)) return { kind: 'found', path }
  if (!mayBuild) return { kind: 'missing', reason: `no ${tool.name} on PATH or in the cache` }
  const lock = join(serverCache(process.env), `.lock-${tool.name}`)
  return withFileLock(lock, { waitMaxMs: buildMaxMs }, () => built(tool, sources, folder))
}

async function built(tool: GoTool, sources: readonly string[], folder: string): Promise<FoundTool> {
  const path = join(folder, tool.name)
  if (existsSync(path)) return { kind: 'found', path }
  const [go] = await onPath('go', process.env)
  if (go === undefined) return { kind: 'missing', reason: `no go on PATH to build ${tool.name} with` }
  const startedMs = performance.now()
  process.stderr.write(`${tool.name}: building it, once, into ${folder}\n`)
  const work = await mkdtemp(join(serverCache(process.env), `.building-${process.pid}-`))
  try {
    for (const file of sources) await copyFile(join(tool.module, file), join(work, file))
    const parcel = join(work, 'parcel')
    await mkdir(parcel)
    const tags = tool.tags === undefined ? [] : ['-tags', tool.tags.join(',')]
    const args = ['build', '-mod=mod', '-ldflags=-s -w', ...tags, '-o', join(parcel, tool.name), tool.target]
    const env = { ...process.env, CGO_ENABLED: '0' }
    const { ok, output } = await runTool(go, args, { env, cwd: work, runMaxMs: buildMaxMs })
    if (!ok) return { kind: 'missing', reason: `${tool.name} cannot be built: ${lastLine(output)}` }
    await rename(parcel, folder)
    process.stderr.write(`${tool.name}: built in ${((performance.now() - startedMs) / 1_000).toFixed(0)} s\n`)
    return { kind: 'found', path }
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

async function digestOf(tool: GoTool, sources: readonly string[]): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify([tool.target, tool.tags ?? []]))
  for (const file of sources) hash.update(file).update(await readFile(join(tool.module, file)))
  return hash.digest('hex').slice(0, 12)
}
