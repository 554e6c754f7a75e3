import { readFileSync } from 'node:fs'
import { makeStringsFast } from './fast-strings.ts'
import { guardedScript } from './guarded-script.ts'
import { Redis } from 'ioredis'

/** How to reach Redis. */
export interface RedisOptions {
  /** `redis://[user:password@]host:port[/db]`. */
  readonly url: string
  /** Told about connections that are lost and found again, and of nothing once this one is ended. */
  readonly onConnection?: (change: 'lost' | 'found') => void
  /** What is restored before a Redis that was started again answers these claims. */
  readonly restore?: Readonly<
    Partial<Record<'claimDeliveries' | 'claimEffects', (redis: LedgerRedis) => Promise<void>>>
  >
}

/** A connection with the ledger's scripts on it: each is a command of its own. */
export type LedgerRedis = Redis & {
  readonly [K in Script]: (keys: number, ...rest: (string | number)[]) => Promise<(string | number)[]>
}

type Script =
  | 'claimDeliveries'
  | 'restoreDeliveries'
  | 'claimEffects'
  | 'restoreEffects'
  | 'renewEffects'
  | 'settleEffects'
  | 'reserveSlots'

const scripts: Record<Script, string> = {
  claimDeliveries: 'claim-deliveries',
  restoreDeliveries: 'restore-deliveries',
  claimEffects: 'claim-effects',
  restoreEffects: 'restore-effects',
  renewEffects: 'renew-effects',
  settleEffects: 'settle-effects',
  reserveSlots: 'reserve-slots',
}
const reconnectWaitMaxMs = 1_000

/**
 * Connects and goes on connecting for ever. While Redis is away commands wait, and are sent (again) when it is back:
 * every script bears being repeated.
 */
export function openRedis(options: RedisOptions): LedgerRedis {
  makeStringsFast()
  const redis = new Redis(options.url, {
    maxRetriesPerRequest: null,
    retryStrategy: (times) => Math.min(50 * times, reconnectWaitMaxMs),
    reconnectOnError: (error) => error.message.startsWith('READONLY'),
    keepAlive: 5_000,
  })
  // Without a listener an unreachable server would end the process.
  redis.on('error', () => {})
  tellChanges(redis, options)
  writeTogether(redis)
  for (const [name, file] of Object.entries(scripts)) redis.defineCommand(name, { lua: luaOf(file) })
  // The commands were just defined; ioredis cannot know their names.
  const ledger = redis as LedgerRedis
  const { claimDeliveries, claimEffects } = options.restore ?? {}
  return Object.assign(
    ledger,
    claimDeliveries && { claimDeliveries: guarded(ledger, 'claimDeliveries', claimDeliveries) },
    claimEffects && { claimEffects: guarded(ledger, 'claimEffects', claimEffects) },
  )
}

function guarded(redis: LedgerRedis, script: Script, restore: (redis: LedgerRedis) => Promise<void>) {
  return guardedScript(redis, luaOf(scripts[script]), () => restore(redis))
}

function luaOf(file: string): string {
  return readFileSync(new URL(`scripts/${file}.lua`, import.meta.url), 'utf8')
}

function tellChanges(redis: Redis, { onConnection }: RedisOptions): void {
  let isLost = false
  redis.on('close', () => {
    // It closes at each try to connect; and for good when we end it, which it says a moment later.
    setImmediate(() => {
      if (isLost || redis.status === 'end') return
      isLost = true
      onConnection?.('lost')
    })
  })
  redis.on('ready', () => {
    if (isLost) onConnection?.('found')
    isLost = false
  })
}

/** What is asked in one turn of the event loop goes out as one write: at low rates writes and wake-ups are the cost. */
function writeTogether(redis: Redis): void {
  const send = redis.sendCommand.bind(redis)
  redis.sendCommand = (command, target) => {
    const { stream } = redis
    if (stream?.writableCorked === 0) {
      stream.cork()
      process.nextTick(() => stream.uncork())
    }
    return send(command, target)
  }
}

/** How the connection fares, for a service's status. */
export function redisHealth(redis: LedgerRedis): {
  readonly name: 'redis'
  readonly ok: boolean
  readonly detail: string
} {
  const ok = redis.status === 'ready'
  return { name: 'redis', ok, detail: ok ? '' : `the connection is ${redis.status}` }
}
