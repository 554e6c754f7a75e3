import { lastLine, onPath, runTool, serverCache, withFileLock } from '@millrace/servers'
import { existsSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** A program that calls or judges gRPC services, as others do. */
export interface ApiTool {
  readonly name: string
  readonly version: string
  /** Package that holds its `main`. */
  readonly goPackage: string
  /** Module of the package, where it is not the package itself. */
  readonly module: string
}

/** What `npm run e2e:api` runs against the system. */
export const apiTools = {
  grpcurl: {
    name: 'grpcurl',
    version: '1.9.4',
    module: 'github.com/fullstorydev/grpcurl',
    goPackage: 'github.com/fullstorydev/grpcurl/cmd/grpcurl',
  },
  healthProbe: {
    name: 'grpc-health-probe',
    version: '0.4.62',
    module: 'github.com/grpc-ecosystem/grpc-health-probe',
    goPackage: 'github.com/grpc-ecosystem/grpc-health-probe',
  },
  conformance: {
    name: 'connectconformance',
    version: '1.0.7',
    module: 'connectrpc.com/conformance',
    goPackage: 'connectrpc.com/conformance/cmd/connectconformance',
  },
} as const satisfies Record<string, ApiTool>

/** Where a tool is, or why there is none. */
export type FoundTool =
  | { readonly kind: 'found'; readonly path: string }
  | { readonly kind: 'missing'; readonly reason: string }

export interface FindOptions {
  /** Told in one line each what is being done. */
  readonly say: (line: string) => void
  /** False: what is not there is not built. */
  readonly mayBuild: boolean
}

/** A busy machine takes several times what an idle one does. */
const buildMaxMs = 1_800_000

/** Finds a tool in the user's cache, where Go builds it once: the checksum database vouches for its source. */
export async function findApiTool(tool: ApiTool, { say, mayBuild }: FindOptions): Promise<FoundTool> {
  const { name, version } = tool
  const path = join(serverCache(process.env), `${name}-${version}`, name)
  if (existsSync(path)) return { kind: 'found', path }
  const [go] = await onPath('go', process.env)
  if (go === undefined) return { kind: 'missing', reason: `no go on PATH to build ${name} with` }
  if (!mayBuild) return { kind: 'missing', reason: `${name} ${version} is not in the cache; npm run e2e:api builds it` }
  const lock = join(dirname(dirname(path)), `.lock-${name}`)
  await mkdir(dirname(lock), { recursive: true, mode: 0o700 })
  const onWait = (pid: number): void => say(`${name}: process ${pid} is building it; waiting`)
  return withFileLock(lock, { waitMaxMs: buildMaxMs, onWait }, async (): Promise<FoundTool> => {
    if (existsSync(path)) return { kind: 'found', path }
    say(`${name} ${version}: building it (once, into ${path})`)
    const startedMs = performance.now()
    const fault = await compile(go, tool, path)
    if (fault !== undefined) return { kind: 'missing', reason: `${name} could not be built: ${fault}` }
    say(`${name} ${version}: built in ${((performance.now() - startedMs) / 1_000).toFixed(0)} s`)
    return { kind: 'found', path }
  })
}

/** Builds beside the target and renames into place. Gives what went wrong. */
async function compile(
  go: string,
  { name, version, module, goPackage }: ApiTool,
  path: string,
): Promise<string | undefined> {
  const cache = dirname(dirname(path))
  const work = await mkdtemp(join(cache, `.installing-${process.pid}-`))
  const run = (...args: string[]) => runTool(go, args, { env: process.env, cwd: work, runMaxMs: buildMaxMs })
  try {
    // A module of our own, so that a `replace` in theirs does not refuse the build.
    const parcel = join(work, 'parcel')
    const steps = [
      ['mod', 'init', 'millrace.local/tool'],
      ['get', `${module}@v${version}`],
      ['build', '-mod=mod', '-trimpath', '-ldflags=-s -w', '-o', join(parcel, name), goPackage],
    ]
    for (const step of steps) {
      const { ok, output } = await run(...step)
      if (!ok) return `go ${step[0]}: ${lastLine(output)}`
    }
    await chmod(join(parcel, name), 0o755)
    await rm(dirname(path), { recursive: true, force: true })
    await rename(parcel, dirname(path))
    return undefined
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}
