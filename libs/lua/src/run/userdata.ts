import type { Table } from './table.ts'

/** What `newproxy` makes: nothing but a metatable. */
export class Userdata {
  readonly kind = 'userdata'
  metatable: Table | undefined
}
