import pg from 'pg'
import { HistoryFault } from '../history-fault.ts'

/** How long a call may take. Milliseconds. */
const queryMaxMs = 60_000
const connectMaxMs = 10_000
/**
 * What is asked is short, and its cost is guessed high: compiling it first would take longer than all the rest. What a crash of
 * the server takes away is read from the streams again, as the position goes with it: a commit need not wait for the disk.
 * Each statement is planned once, and the same for whatever is asked for; tables that are small by then grow.
 */
const session = `SET jit = off; SET synchronous_commit = off;
  SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off`
/** Writers of all replicas take turns by this lock of the database. */
const writersLock = 7_264_531

export type PgRow = Readonly<Record<string, unknown>>

/** One connection to Postgres, opened when it is used, and anew after it was lost. */
export class Connection implements AsyncDisposable {
  readonly #url: string
  #client: pg.Client | undefined
  /** Statements are few, and each has a name by which the server knows it again. */
  readonly #names = new Map<string, string>()
  #isWithin = false

  constructor(url: string) {
    this.#url = url
  }

  /** Rejects with `history-away`. */
  async query(text: string, values: readonly unknown[] = []): Promise<PgRow[]> {
    try {
      const client = await this.#connected()
      const { rows } = await client.query<PgRow>({ name: this.#nameOf(text), text, values: [...values] })
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
  transaction<T>(act: () => Promise<T>): Promise<T> {
    return this.#within(`BEGIN; SELECT pg_advisory_xact_lock(${writersLock})`, act)
  }

  /** Whatever is read within is of one moment. Calls must not overlap. */
  snapshot<T>(act: () => Promise<T>): Promise<T> {
    return this.#within('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY', act)
  }

  async #within<T>(begin: string, act: () => Promise<T>): Promise<T> {
    await this.run(begin)
    this.#isWithin = true
    try {
      const done = await act()
      await this.run('COMMIT')
      return done
    } catch (error) {
      await this.run('ROLLBACK').catch(() => undefined)
      throw error
    } finally {
      this.#isWithin = false
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const client = this.#client
    this.#client = undefined
    await client?.end().catch(() => undefined)
  }

  #nameOf(text: string): string {
    const name = this.#names.get(text) ?? `h${this.#names.size}`
    this.#names.set(text, name)
    return name
  }

  async #connected(): Promise<pg.Client> {
    if (this.#client !== undefined) return this.#client
    // Another connection knows nothing of what was begun.
    if (this.#isWithin) throw new HistoryFault('history-away', 'Postgres: the connection was lost within a transaction')
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
