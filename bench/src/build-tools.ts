import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cp, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Env } from '@millrace/servers'

/** The load generator, the sink and the floors, built. */
export interface Tools {
  readonly gen: string
  readonly sink: string
  readonly floor: string
  /** A bare HTTP server on `node:http`. */
  readonly echo: string
  /** Folder with a folder of manifests for each scenario. */
  readonly manifests: string
}

const programs = ['gen', 'sink', 'floor'] as const
const stampName = 'sources.sha256'
const outputBytesMax = 4_000

/**
 * Builds the programs from their sources into `bin`, unless the ones there are of the same sources. Resolves to why it
 * cannot be done where the sources or Go are absent.
 */
export async function buildTools(sources: string, bin: string, env: Env): Promise<Tools | string> {
  if (!existsSync(join(sources, 'go.mod'))) return `there are no sources of the load generator at ${sources}`
  const stamp = await hashOf(sources)
  const built = await readFile(join(bin, stampName), 'utf8').catch(() => '')
  if (built !== stamp) {
    const fault = await build(sources, bin, env)
    if (fault !== null) return fault
    await writeFile(join(bin, stampName), stamp)
  }
  const [gen, sink, floor] = [join(bin, 'gen'), join(bin, 'sink'), join(bin, 'floor')]
  return { gen, sink, floor, echo: join(sources, 'echo.mjs'), manifests: join(sources, 'manifests') }
}

/** In a copy: the sources may be read-only, and nothing of a build belongs among them. */
async function build(sources: string, bin: string, env: Env): Promise<string | null> {
  const copy = await mkdtemp(join(tmpdir(), 'millrace-bench-'))
  try {
    await cp(sources, copy, { recursive: true })
    await mkdir(bin, { recursive: true })
    return await go(['build', '-o', `${bin}/`, ...programs.map((name) => `./cmd/${name}`)], copy, env)
  } finally {
    await rm(copy, { recursive: true, force: true })
  }
}

function go(args: readonly string[], cwd: string, env: Env): Promise<string | null> {
  return new Promise((resolve) => {
    const child = spawn('go', args, { cwd, env: { ...env }, stdio: ['ignore', 'ignore', 'pipe'] })
    let output = ''
    child.stderr.on('data', (chunk: Buffer) => (output = `${output}${chunk.toString()}`.slice(-outputBytesMax)))
    child.once('error', () => resolve('Go is not installed: the load generator is written in it'))
    child.once('close', (code) => resolve(code === 0 ? null : `go ${args.join(' ')} ended with ${code}: ${output}`))
  })
}

async function hashOf(folder: string): Promise<string> {
  const hash = createHash('sha256')
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile() && /\.(?:go|mod|sum)$/.test(entry.name))
  for (const path of files.map((file) => join(file.parentPath, file.name)).toSorted()) {
    hash
      .update(path.slice(folder.length))
      .update('\0')
      .update(await readFile(path))
      .update('\0')
  }
  return hash.digest('hex')
}
