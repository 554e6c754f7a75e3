import { parentPort, workerData } from 'node:worker_threads'
import { HistoryFault } from '../history-fault.ts'
import { openStore } from '../open-store.ts'
import type { HistoryStore } from '../store.ts'
import { giveWay } from './give-way.ts'
import { unpack, type Answered, type Asked, type Call, type WorkerSettings } from './calls.ts'

/**
 * A thread with the database: the service's own event loop neither decodes nor writes. Calls are carried out one after
 * another.
 */
if (parentPort === null) throw new Error('this is a worker; it is started by WorkerStore')
const port = parentPort
// The one that starts it gives these.
const { target, ...options } = workerData as WorkerSettings
// Who asks waits for the answer; what is written can wait.
if (!options.isReader) giveWay()

const waiting: Asked[] = []
let working = false
let store: HistoryStore | undefined

port.on('message', (asked: Asked) => {
  waiting.push(asked)
  if (!working) void work()
})

async function work(): Promise<void> {
  working = true
  for (let asked = waiting.shift(); asked !== undefined; asked = waiting.shift()) {
    port.postMessage(await answer(asked))
    if (asked.call.kind === 'end') return port.close()
  }
  working = false
}

async function answer({ id, call }: Asked): Promise<Answered> {
  try {
    return { id, value: await carryOut(call) }
  } catch (error) {
    const fault = error instanceof HistoryFault ? error : new HistoryFault('history-away', String(error))
    return { id, fault: { code: fault.code, what: fault.what } }
  }
}

async function carryOut(call: Call): Promise<unknown> {
  if (call.kind === 'end') return store?.[Symbol.asyncDispose]()
  store ??= await openStore(target, {
    ...options,
    onDamaged: (error) => port.postMessage(damaged(error)),
  })
  switch (call.kind) {
    case 'positions':
      return store.positions()
    case 'apply':
      return store.apply(unpack(call.batch))
    case 'search':
      return store.search(call.query)
    case 'ends':
      return store.ends(call.events)
    case 'stats':
      return store.stats()
    case 'sweep':
      return store.sweep(call.retention, call.nowUs)
    case 'clear':
      return store.clear()
    default:
      return call satisfies never
  }
}

function damaged(error: unknown): Answered {
  return { id: 0, value: error instanceof Error ? error.message : String(error) }
}
