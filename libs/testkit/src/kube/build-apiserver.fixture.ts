import { lastLine, onPath, runTool, serverCache, withFileLock } from '@millrace/servers'
import { chmod, copyFile, mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Pinned in `apiserver-build/go.mod`, whose `replace` lines name the staging modules of the same release. */
export const apiserverVersion = '1.36.3'

const moduleFolder = join(import.meta.dirname, 'apiserver-build')
/** Five minutes of two idle cores; a busy machine takes several times that. */
const buildMaxMsDefault = 2_400_000
const progressMs = 30_000

/** Where a build of ours is kept. */
export function cachedApiserver(): string {
  return join(serverCache(process.env), `kube-apiserver-${apiserverVersion}`, 'kube-apiserver')
}

export type BuiltApiserver =
  | { readonly kind: 'built'; readonly path: string }
  | { readonly kind: 'failed'; readonly reason: string }

export interface BuildOptions {
  /** Told in one line each what is being done. */
  readonly say: (line: string) => void
  /** The build is stopped past this. Milliseconds. */
  readonly buildMaxMs?: number
}

/** Compiles kube-apiserver from its Go module into the user's cache. Go's checksum database vouches for the source. */
export async function buildApiserver({ say, buildMaxMs = buildMaxMsDefault }: BuildOptions): Promise<BuiltApiserver> {
  const path = cachedApiserver()
  const lock = join(dirname(dirname(path)), '.lock-kube-apiserver')
  const onWait = (pid: number): void => say(`kube-apiserver: process ${pid} is building it; waiting`)
  return withFileLock(lock, { waitMaxMs: buildMaxMs, onWait }, async () => {
    if (existsSync(path)) return { kind: 'built', path }
    const [go] = await onPath('go', process.env)
    if (go === undefined) return { kind: 'failed', reason: 'no go on PATH to build kube-apiserver with' }
    const startedMs = performance.now()
    const seconds = (): string => ((performance.now() - startedMs) / 1_000).toFixed(0)
    say(`kube-apiserver ${apiserverVersion}: building it (once, into ${path}; at most ${buildMaxMs / 1_000} s)`)
    const progress = setInterval(() => say(`kube-apiserver: still building after ${seconds()} s`), progressMs)
    try {
      const fault = await compile(go, path, buildMaxMs)
      if (fault !== undefined) return { kind: 'failed', reason: `the build failed after ${seconds()} s: ${fault}` }
      say(`kube-apiserver ${apiserverVersion}: built in ${seconds()} s`)
      return { kind: 'built', path }
    } finally {
      clearInterval(progress)
    }
  })
}

/** Builds beside the target and renames into place. Gives what went wrong. */
async function compile(go: string, path: string, runMaxMs: number): Promise<string | undefined> {
  const cache = dirname(dirname(path))
  await mkdir(cache, { recursive: true, mode: 0o700 })
  const work = await mkdtemp(join(cache, `.installing-${process.pid}-`))
  try {
    for (const file of ['go.mod', 'go.sum']) await copyFile(join(moduleFolder, file), join(work, file))
    const parcel = join(work, 'parcel')
    const binary = join(parcel, 'kube-apiserver')
    const target = 'k8s.io/kubernetes/cmd/kube-apiserver'
    // Without symbols it is a third smaller. `-mod=mod`: the sums of packages that only other systems need are not listed.
    const args = ['build', '-mod=mod', '-ldflags=-s -w', '-o', binary, target]
    const { ok, output } = await runTool(go, args, { env: process.env, cwd: work, runMaxMs })
    if (!ok || !existsSync(binary)) return lastLine(output)
    await chmod(binary, 0o755)
    await rm(dirname(path), { recursive: true, force: true })
    await rename(parcel, dirname(path))
    return undefined
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}
