/** What Go would panic with: a fault of a value, not yet bound to a place in the source. */
export class Panic extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'Panic'
  }
}
