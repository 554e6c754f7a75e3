import pg from 'pg'
import { HistoryFault } from '../history-fault.ts'

/** How long a call may take. Milliseconds. */
const queryMaxMs = 60_000
const connectMaxMs = 10_000
/**
 * What is asked is short, and its cost is guessed high: compiling it first would take longer than all the rest. What a crash of
 * the server takes away is read from the streams again, as the position goes with it: a commit need not wait for the disk.
 */
const session = 'SET jit = off; SET synchronous_commit = off'
/** Writers of all replicas take turns by this lock of the database. */
const writersLock = 7_264_531

export type PgRow = Readonly<Record<string, unknown>>

/** One connection to Postgres, opened when it is used, and anew after it was lost. */
export class Connection implements AsyncDisposable {
  readonly #url: string
  #client: pg.Client | undefined

  constructor(url: string) {
    this.#url = url
  }

  /** Rejects with `history-away`. */
  async query(text: string, values: readonly unknown[] = []): Promise<PgRow[]> {
    try {
      const client = await this.#connected()
      const { rows } = await client.query<PgRow>({ text, values: [...values] })
      return rows
    } catch (cause) {
      throw away(cause)
    }
  }

  /** Several statements without values. Rejects with `history-away`. */
  async run(text: string): Promise<void> {
    try {
      await (await this.#connected()).query(text)
    } catch (cause) {
      throw away(cause)
    }
  }

  /** One transaction that no other writer runs beside. Calls must not overlap. */
  async transaction<T>(act: () => Promise<T>): Promise<T> {
    await this.run(`BEGIN; SELECT pg_advisory_xact_lock(${writersLock})`)
    try {
      const done = await act()
      await this.run('COMMIT')
      return done
    } catch (error) {
      await this.run('ROLLBACK').catch(() => undefined)
      throw error
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const client = this.#client
    this.#client = undefined
    await client?.end().catch(() => undefined)
  }

  async #connected(): Promise<pg.Client> {
    if (this.#client !== undefined) return this.#client
    const client = new pg.Client({
      connectionString: this.#url,
      connectionTimeoutMillis: connectMaxMs,
      query_timeout: queryMaxMs,
      application_name: 'millrace-history',
      types: { getTypeParser },
    })
    const forget = (): void => {
      if (this.#client === client) this.#client = undefined
    }
    client.on('error', forget)
    client.on('end', forget)
    await client.connect()
    await client.query(session)
    this.#client = client
    return client
  }
}

/** 64-bit integers are numbers here: ours stay within what is exact. */
function getTypeParser(type: Parameters<typeof pg.types.getTypeParser>[0], format?: string): (text: string) => unknown {
  if (type === pg.types.builtins.INT8) return Number
  // Nothing is asked for but text.
  return pg.types.getTypeParser(type, format as 'text') as (text: string) => unknown
}

/** What is wrong, without the URL, which may hold a password. */
function away(cause: unknown): HistoryFault {
  if (cause instanceof HistoryFault) return cause
  const code = cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : ''
  const message = cause instanceof Error ? cause.message : 'unknown'
  return new HistoryFault('history-away', `Postgres: ${message}${code}`, { cause })
}
