import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '@millrace/servers'
import { answerControl } from './answer-control.ts'
import { bodyIdAt } from './body-id.ts'
import type { Call } from './call.ts'
import { historyLine } from './call.ts'
import type { TargetFault } from './fault.ts'
import { CurrentFault } from './fault.ts'
import { HistoryWriter, earlierHistory } from './history.ts'
import type { Counts } from './tally.ts'
import { Tally } from './tally.ts'
import type { TargetControl } from './target-control.ts'
import { controlPrefix } from './target-control.ts'

export interface HttpTargetOptions {
  /** 0 or absent: one that is free. */
  readonly port?: number
  /** Whether a repeated Idempotency-Key has no second effect. Absent: yes. */
  readonly honoursKeys?: boolean
  /** Where a JSON body carries its id, dotted. Absent: `id`. */
  readonly bodyId?: string
  /** Every call is appended here as one JSON line; what is there already is remembered, so a restarted target still knows its keys. */
  readonly historyFile?: string
  /** Memory keeps this many of the latest calls; the counts and the file keep all. */
  readonly callsMax?: number
  readonly bodyBytesMax?: number
}

/** An HTTP server that stands for the outside world: any path is an effect, and it remembers each. */
export interface HttpTarget extends TargetControl, AsyncDisposable {
  readonly url: string
  readonly port: number
  /** The latest calls, oldest first. */
  readonly calls: readonly Call[]
  readonly byKey: ReadonlyMap<string, Counts>
  readonly byBodyId: ReadonlyMap<string, Counts>
}

/** Starts a target in this process; it answers 200 until told otherwise. */
export async function httpTarget(options: HttpTargetOptions = {}): Promise<HttpTarget> {
  const { bodyBytesMax = 8 * 1024 * 1024 } = options
  const target = new Target(options)
  const port = options.port !== undefined && options.port !== 0 ? options.port : await freePort()
  const server = createServer((request, response) => {
    void serve(target, request, response, bodyBytesMax).catch(() => response.destroy())
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    calls: target.calls,
    byKey: target.tally.byKey,
    byBodyId: target.tally.byBodyId,
    fault: (fault) => target.fault(fault),
    heal: () => target.heal(),
    honourKeys: (honours) => target.honourKeys(honours),
    report: () => target.report(),
    [Symbol.asyncDispose]: async () => {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
      target[Symbol.dispose]()
    },
  }
}

/** What a call gets: an answer after a delay, or no answer at all. */
interface Reply {
  readonly status: number | null
  readonly delayMs: number
}

class Target implements TargetControl, Disposable {
  readonly calls: Call[] = []
  readonly tally = new Tally()
  readonly #current = new CurrentFault()
  readonly #history: HistoryWriter | null
  readonly #bodyIdPath: string
  readonly #callsMax: number
  #honoursKeys: boolean
  #seq = 0

  constructor({ historyFile, honoursKeys = true, bodyId = 'id', callsMax = 100_000 }: HttpTargetOptions) {
    this.#honoursKeys = honoursKeys
    this.#bodyIdPath = bodyId
    this.#callsMax = callsMax
    for (const line of historyFile === undefined ? [] : earlierHistory(historyFile)) {
      this.tally.add(line, line.effect)
      this.#seq = line.seq
    }
    this.#history = historyFile === undefined ? null : new HistoryWriter(historyFile)
  }

  /** Decides, counts and writes down in one go; only the answer may come later. */
  take(request: IncomingMessage, body: string): Reply {
    if (this.tally.isFull) return { status: 507, delayMs: 0 }
    const nowMs = Date.now()
    const fault = this.#current.meet(nowMs)
    const headers = flat(request)
    const identity = { key: headers['idempotency-key'] ?? null, bodyId: bodyIdAt(this.#bodyIdPath, body) }
    const acts = fault === null || fault.kind === 'delay' || (fault.kind === 'drop' && fault.when === 'after-effect')
    const effect = acts ? this.tally.judge(identity, this.#honoursKeys) : 'none'
    const { status, delayMs } = reply(fault)
    const { method = '', url = '' } = request
    this.#seq += 1
    this.#keep({ seq: this.#seq, atMs: nowMs, method, path: url, ...identity, headers, body, effect, status })
    return { status, delayMs }
  }

  async fault(fault: TargetFault): Promise<void> {
    this.#current.set(fault, Date.now())
  }

  async heal(): Promise<void> {
    this.#current.set(null, Date.now())
  }

  async honourKeys(honours: boolean): Promise<void> {
    this.#honoursKeys = honours
  }

  async report(): ReturnType<TargetControl['report']> {
    return this.tally.report()
  }

  [Symbol.dispose](): void {
    this.#history?.[Symbol.dispose]()
  }

  #keep(call: Call): void {
    this.tally.add(call, call.effect)
    this.#history?.append(historyLine(call))
    this.calls.push(call)
    if (this.calls.length > this.#callsMax) this.calls.shift()
  }
}

function reply(fault: TargetFault | null): Reply {
  switch (fault?.kind) {
    case undefined:
      return { status: 200, delayMs: 0 }
    case 'status':
      return { status: fault.status, delayMs: 0 }
    case 'drop':
      return { status: null, delayMs: 0 }
    case 'delay':
      return { status: 200, delayMs: fault.delayMs }
    default:
      return fault satisfies never
  }
}

async function serve(
  target: Target,
  request: IncomingMessage,
  response: ServerResponse,
  bodyBytesMax: number,
): Promise<void> {
  const body = await readBody(request, bodyBytesMax)
  const path = request.url ?? ''
  if (body === null) return void response.writeHead(413).end()
  if (path.startsWith(controlPrefix)) {
    const answer = await answerControl(target, path, body)
    return void response.writeHead(answer.status).end(JSON.stringify(answer.body))
  }
  const { status, delayMs } = target.take(request, body)
  if (status === null) return void request.socket.resetAndDestroy()
  if (delayMs > 0) await sleep(delayMs)
  response.writeHead(status, { 'content-type': 'application/json' }).end('{}')
}

async function readBody(request: IncomingMessage, bytesMax: number): Promise<string | null> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes <= bytesMax) chunks.push(chunk)
  }
  return bytes > bytesMax ? null : Buffer.concat(chunks).toString('utf8')
}

/** Lower-case names; what came more than once is joined as HTTP says. */
function flat(request: IncomingMessage): Record<string, string> {
  const entries = Object.entries(request.headersDistinct)
  return Object.fromEntries(entries.map(([name, values]) => [name, values?.join(', ') ?? '']))
}
