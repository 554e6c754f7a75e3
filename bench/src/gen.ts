import { spawn } from 'node:child_process'
import type { Tools } from './build-tools.ts'

/** A load, in the generator's own terms. */
export interface GenOptions {
  readonly url: string
  /** Base of the sink; null: nobody waits for effects. */
  readonly sink: string | null
  readonly connections: number
  /** Events a second, each with a due time that latency counts from; absent: as fast as answers come. */
  readonly ratePerS?: number
  readonly durationS?: number
  readonly events?: number
  /** Paths of the sink on which each event must arrive. */
  readonly fanout?: number
  /** How long the sink may be silent before what is missing counts as lost. Seconds. */
  readonly silenceMaxS?: number
  /** Whose CPU and memory to report, name → process id. */
  readonly processes?: ReadonlyMap<string, number>
}

/** Milliseconds. */
export interface Percentiles {
  readonly p50: number
  readonly p90: number
  readonly p99: number
  readonly p999: number
  readonly max: number
}

export interface ProcessUse {
  readonly cpu_s: number
  readonly rss_before_mb: number
  readonly rss_mb: number
  readonly peak_mb: number
  readonly fds: number
}

/** What the generator prints; the members of the end-to-end part are there only with a sink. */
export interface GenResult {
  readonly sent: number
  readonly acked: number
  readonly non2xx: number
  /** From the first event to the last acknowledgement. Seconds. */
  readonly send_s: number
  readonly ack_per_s: number
  readonly ack_ms: Percentiles
  readonly received?: number
  readonly duplicates?: number
  readonly lost?: number
  readonly e2e_ms?: Percentiles
  readonly e2e_per_s?: number
  /** From the first event to the last one's effect. Seconds. */
  readonly e2e_s?: number
  readonly sink_cpu_s?: number
  readonly gen_cpu_s: number
  readonly procs?: Readonly<Record<string, ProcessUse>>
}

const outputBytesMax = 4_000

/** Runs the generator to its end. */
export async function runGen(tools: Tools, options: GenOptions): Promise<GenResult> {
  const text = await outputOf(tools.gen, genArgs(options))
  // The generator prints one JSON object of this shape as its last line.
  return JSON.parse(text.trimEnd().split('\n').at(-1) ?? '') as GenResult
}

/** Runs a program to its end; resolves to what it prints. Where it may break off, what it printed until then is enough. */
export function outputOf(command: string, args: readonly string[], mayBreakOff = false): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    let errors = ''
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (errors = `${errors}${chunk.toString()}`.slice(-outputBytesMax)))
    child.once('error', reject)
    child.once('close', (code) => {
      if (code === 0 || mayBreakOff) resolve(output)
      else reject(new Error(`${command} ended with ${code}: ${errors}`))
    })
  })
}

/** Beyond the 30 s after which a message comes again: what arrives then is late, not lost. */
const silenceMaxS = 45

function genArgs(options: GenOptions): string[] {
  const args = [
    '-quiet',
    `${options.silenceMaxS ?? silenceMaxS}s`,
    '-url',
    options.url,
    '-sink',
    options.sink ?? '',
    '-c',
    String(options.connections),
    '-warm',
    '0',
  ]
  if (options.ratePerS !== undefined) args.push('-rate', String(options.ratePerS))
  if (options.durationS !== undefined) args.push('-d', `${options.durationS}s`)
  if (options.events !== undefined) args.push('-n', String(options.events))
  if (options.fanout !== undefined) args.push('-fanout', String(options.fanout))
  for (const [name, pid] of options.processes ?? []) args.push('-proc', `${name}=${pid}`)
  return args
}
