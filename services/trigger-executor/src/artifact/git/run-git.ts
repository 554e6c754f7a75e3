import { spawn } from 'node:child_process'
import { ArtifactError, artifactBytesMax } from '../artifact.ts'
import { gitComplaint } from './git-complaint.ts'

/** The `git` program, and what it may see of the machine. */
export interface GitProgram {
  /** A name that is looked for in the usual folders, or a path. */
  readonly command: string
  /** Its home: without the settings of anybody. */
  readonly home: string
}

export interface GitRun {
  readonly args: readonly string[]
  /** The bare repository. */
  readonly repository: string
  /** Settings for this run; what is secret goes here, where no list of processes shows it. */
  readonly env?: Readonly<Record<string, string>>
  /** Bytes of each file that it may write; absent: no bound. The system ends whatever writes more. */
  readonly fileBytesMax?: number
  readonly stop?: AbortSignal
}

/** One run of git, with all that it starts. Milliseconds. */
const runMaxMs = 60_000
const tooLong = `it took more than ${runMaxMs / 1_000} s`
/** What git says about a failure, at most. Bytes. */
const complaintMax = 4_096
/** What `ulimit -f` counts in. Bytes. */
const blockBytes = 512

/** Protocols that a manifest may name: none that reads the executor's files or runs a program. */
const protocols = 'https:http:ssh:git'

/** Runs git and gives its output. Rejects with `ArtifactError` that says what git said. */
export async function runGit(program: GitProgram, run: GitRun): Promise<Buffer> {
  const stop = AbortSignal.any([AbortSignal.timeout(runMaxMs), ...(run.stop === undefined ? [] : [run.stop])])
  const child = started(program, run)
  const output = collected(child.stdout, artifactBytesMax + 1)
  const complaint = collected(child.stderr, complaintMax)
  // ssh and the others that git starts would outlive it.
  const end = (): void => endGroup(child.pid)
  stop.addEventListener('abort', end, { once: true })
  const code = await new Promise<number | string>((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('close', (exit) =>
      resolve(stop.aborted && run.stop?.aborted !== true ? tooLong : (exit ?? 'it was ended')),
    )
  })
  stop.removeEventListener('abort', end)
  if (code === 0) return output()
  const text = complaint().toString('utf8')
  throw new ArtifactError(`source.git: ${typeof code === 'string' ? code : gitComplaint(text)}`)
}

function started({ command, home }: GitProgram, { args, repository, env, fileBytesMax }: GitRun) {
  const words = [command, '--git-dir', repository, ...args]
  const bound = String(Math.ceil((fileBytesMax ?? 0) / blockBytes))
  const [program = command, ...rest] =
    fileBytesMax === undefined
      ? words
      : ['/bin/sh', '-c', 'ulimit -f "$1" && shift && exec "$@"', 'sh', bound, ...words]
  return spawn(program, rest, {
    env: {
      PATH: '/usr/local/bin:/usr/bin:/bin:/opt/homebrew/bin',
      HOME: home,
      LC_ALL: 'C',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_TERMINAL_PROMPT: '0',
      GIT_ALLOW_PROTOCOL: protocols,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, so that all of it can be ended.
    detached: true,
  })
}

function endGroup(pid: number | undefined): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // It has just ended.
  }
}

/** Keeps the first bytes of a stream, and drops the others. */
function collected(stream: NodeJS.ReadableStream, bytesMax: number): () => Buffer {
  const parts: Buffer[] = []
  let bytes = 0
  stream.on('data', (part: Buffer) => {
    if (bytes < bytesMax) parts.push(part.subarray(0, bytesMax - bytes))
    bytes += part.length
  })
  return () => Buffer.concat(parts)
}
