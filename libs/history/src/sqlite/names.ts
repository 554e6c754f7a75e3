import type { ListenerName } from '../rows.ts'
import { numberOf, textOf, type Row, type Statements } from './statements.ts'

/** Where events come from. */
export interface Channel {
  readonly namespace: string
  readonly bus: string
  readonly eventSource: string
  readonly eventName: string
}

/** How names stand in their table. */
interface Naming<T> {
  /** Gives the rows whose number is above the parameter. */
  readonly select: string
  readonly read: (row: Row) => T
  readonly insert: string
  readonly columns: (name: T) => readonly string[]
  /** The same for the same name, and for no other. */
  readonly key: (name: T) => string
}

/** Names that many rows share, by number. They are as many as manifests have had, and are kept in memory. */
export class Names<T extends object> {
  readonly #byKey = new Map<string, number>()
  readonly #byId = new Map<number, T>()
  readonly #statements: Statements
  readonly #naming: Naming<T>
  #highest = 0

  constructor(statements: Statements, naming: Naming<T>) {
    this.#statements = statements
    this.#naming = naming
    this.refresh()
  }

  /** Reads what another connection has added. */
  refresh(): void {
    for (const row of this.#statements.all(this.#naming.select, this.#highest)) {
      this.#keep(numberOf(row['id']), this.#naming.read(row))
    }
  }

  idOf(name: T): number {
    const known = this.#byKey.get(this.#naming.key(name))
    if (known !== undefined) return known
    const row = this.#statements.first(this.#naming.insert, ...this.#naming.columns(name))
    const id = numberOf(row?.['id'])
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
    this.#byKey.set(this.#naming.key(name), id)
    this.#byId.set(id, name)
    this.#highest = Math.max(this.#highest, id)
  }
}

const channelNaming: Naming<Channel> = {
  select: 'SELECT id, namespace, bus, source, name FROM channel WHERE id > ?',
  read: (row) => ({
    namespace: textOf(row['namespace']),
    bus: textOf(row['bus']),
    eventSource: textOf(row['source']),
    eventName: textOf(row['name']),
  }),
  insert: 'INSERT INTO channel (namespace, bus, source, name) VALUES (?, ?, ?, ?) RETURNING id',
  columns: ({ namespace, bus, eventSource, eventName }) => [namespace, bus, eventSource, eventName],
  key: ({ namespace, bus, eventSource, eventName }) => `${namespace}\0${bus}\0${eventSource}\0${eventName}`,
}

const listenerNaming: Naming<ListenerName> = {
  select: 'SELECT id, namespace, sensor, trigger, dependency FROM listener WHERE id > ?',
  read: (row) => ({
    namespace: textOf(row['namespace']),
    sensor: textOf(row['sensor']),
    trigger: textOf(row['trigger']),
    dependency: textOf(row['dependency']),
  }),
  insert: 'INSERT INTO listener (namespace, sensor, trigger, dependency) VALUES (?, ?, ?, ?) RETURNING id',
  columns: ({ namespace, sensor, trigger, dependency }) => [namespace, sensor, trigger, dependency],
  key: ({ namespace, sensor, trigger, dependency }) => `${namespace}\0${sensor}\0${trigger}\0${dependency}`,
}

export const channelNames = (statements: Statements): Names<Channel> => new Names(statements, channelNaming)
export const listenerNames = (statements: Statements): Names<ListenerName> => new Names(statements, listenerNaming)
