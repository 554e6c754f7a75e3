import { spawn } from 'node:child_process'
import { ArtifactError, artifactBytesMax } from '../artifact.ts'

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
  readonly stop?: AbortSignal
}

/** One run of git. Milliseconds. */
const runMaxMs = 60_000
/** What git says about a failure, at most. Bytes. */
const complaintMax = 4_096

/** Protocols that a manifest may name: none that reads the executor's files or runs a program. */
const protocols = 'https:http:ssh:git'

/** Runs git and gives its output. Rejects with `ArtifactError` that says what git said. */
export async function runGit({ command, home }: GitProgram, run: GitRun): Promise<Buffer> {
  const stop = AbortSignal.any([AbortSignal.timeout(runMaxMs), ...(run.stop === undefined ? [] : [run.stop])])
  const child = spawn(command, ['--git-dir', run.repository, ...run.args], {
    env: {
      PATH: '/usr/local/bin:/usr/bin:/bin:/opt/homebrew/bin',
      HOME: home,
      LC_ALL: 'C',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_TERMINAL_PROMPT: '0',
      GIT_ALLOW_PROTOCOL: protocols,
      ...run.env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    signal: stop,
    killSignal: 'SIGKILL',
  })
  const output = collected(child.stdout, artifactBytesMax + 1)
  const complaint = collected(child.stderr, complaintMax)
  const code = await new Promise<number | string>((resolve) => {
    child.once('error', (error) => resolve(stop.aborted ? `it took more than ${runMaxMs / 1_000} s` : error.message))
    child.once('close', (exit) => resolve(exit ?? 'it was ended'))
  })
  if (code === 0) return output()
  throw new ArtifactError(`source.git: ${typeof code === 'string' ? code : firstLine(complaint().toString('utf8'))}`)
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

function firstLine(text: string): string {
  const lines = text.split('\n').map((line) => line.trim())
  return lines.find((line) => /^(?:fatal|error):/u.test(line)) ?? lines.find((line) => line !== '') ?? 'git failed'
}
