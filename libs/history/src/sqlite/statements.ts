import type { DatabaseSync, SQLInputValue, SQLOutputValue, StatementSync } from 'node:sqlite'

/** Statements prepared at most; more are prepared each time. */
const preparedMax = 200

export type Row = Record<string, SQLOutputValue>

/** Runs SQL by statements that are prepared once. */
export class Statements {
  readonly #database: DatabaseSync
  readonly #prepared = new Map<string, StatementSync>()

  constructor(database: DatabaseSync) {
    this.#database = database
  }

  all(sql: string, ...values: SQLInputValue[]): Row[] {
    return this.#prepare(sql).all(...values)
  }

  first(sql: string, ...values: SQLInputValue[]): Row | undefined {
    return this.#prepare(sql).get(...values)
  }

  run(sql: string, ...values: SQLInputValue[]): void {
    this.#prepare(sql).run(...values)
  }

  #prepare(sql: string): StatementSync {
    const known = this.#prepared.get(sql)
    if (known !== undefined) return known
    const statement = this.#database.prepare(sql)
    if (this.#prepared.size < preparedMax) this.#prepared.set(sql, statement)
    return statement
  }
}

/** A column of type text; empty where it is null. */
export const textOf = (value: SQLOutputValue | undefined): string => (typeof value === 'string' ? value : '')
/** A column of type integer; 0 where it is null. */
export const numberOf = (value: SQLOutputValue | undefined): number => Number(value ?? 0)
/** A column of type blob; empty where it is null. */
export const bytesOf = (value: SQLOutputValue | undefined): Uint8Array =>
  value instanceof Uint8Array ? value : new Uint8Array()
