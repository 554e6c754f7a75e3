import type { ListenerName } from '../rows.ts'
import { numberOf, textOf, type Row, type Statements } from './statements.ts'

/** Where events come from. */
export interface Channel {
  readonly namespace: string
  readonly bus: string
  readonly eventSource: string
  readonly eventName: string
}

/** Names that many rows share, by number. They are as many as manifests have had, and are kept in memory. */
export class Names<T extends object> {
  readonly #byKey = new Map<string, number>()
  readonly #byId = new Map<number, T>()
  readonly #insert: (statements: Statements, name: T) => number
  readonly #statements: Statements

  constructor(statements: Statements, rows: readonly { readonly id: number; readonly name: T }[], insert: Insert<T>) {
    this.#statements = statements
    this.#insert = insert
    for (const { id, name } of rows) this.#keep(id, name)
  }

  idOf(name: T): number {
    const known = this.#byKey.get(keyOf(name))
    if (known !== undefined) return known
    const id = this.#insert(this.#statements, name)
    this.#keep(id, name)
    return id
  }

  nameOf(id: number): T | undefined {
    return this.#byId.get(id)
  }

  /** Numbers of the names that fit. */
  idsWhere(fits: (name: T) => boolean): number[] {
    return Array.from(this.#byId).flatMap(([id, name]) => (fits(name) ? [id] : []))
  }

  #keep(id: number, name: T): void {
    this.#byKey.set(keyOf(name), id)
    this.#byId.set(id, name)
  }
}

type Insert<T> = (statements: Statements, name: T) => number

const keyOf = (name: object): string => Object.values(name).join('\0')

export function channelNames(statements: Statements): Names<Channel> {
  const rows = statements.all('SELECT * FROM channel').map((row) => ({ id: numberOf(row['id']), name: channelOf(row) }))
  return new Names(statements, rows, (sql, { namespace, bus, eventSource, eventName }) => {
    const insert = 'INSERT INTO channel (namespace, bus, source, name) VALUES (?, ?, ?, ?) RETURNING id'
    return numberOf(sql.first(insert, namespace, bus, eventSource, eventName)?.['id'])
  })
}

function channelOf(row: Row): Channel {
  return {
    namespace: textOf(row['namespace']),
    bus: textOf(row['bus']),
    eventSource: textOf(row['source']),
    eventName: textOf(row['name']),
  }
}

export function listenerNames(statements: Statements): Names<ListenerName> {
  const rows = statements
    .all('SELECT * FROM listener')
    .map((row) => ({ id: numberOf(row['id']), name: listenerOf(row) }))
  return new Names(statements, rows, (sql, { namespace, sensor, trigger, dependency }) => {
    const insert = 'INSERT INTO listener (namespace, sensor, trigger, dependency) VALUES (?, ?, ?, ?) RETURNING id'
    return numberOf(sql.first(insert, namespace, sensor, trigger, dependency)?.['id'])
  })
}

function listenerOf(row: Row): ListenerName {
  return {
    namespace: textOf(row['namespace']),
    sensor: textOf(row['sensor']),
    trigger: textOf(row['trigger']),
    dependency: textOf(row['dependency']),
  }
}
