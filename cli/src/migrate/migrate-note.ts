/** How a field fares on Millrace. */
export type NoteLevel =
  /** Works, and not quite as in the original. */
  | 'differs'
  /** Has no effect here, or cannot work. */
  | 'unsupported'

/** What is to be known about a field of manifests when they move over. Data: a line for each thing that is different. */
export interface MigrateNote {
  readonly kind: 'EventBus' | 'EventSource' | 'Sensor'
  /** From the object's root; `*` stands for any name or index. */
  readonly path: string
  readonly level: NoteLevel
  /** For a person: what is different. */
  readonly says: string
  readonly remedy?: string
  /** Asked with the value and what it lies in, from the nearest outward; absent: it holds wherever the field is. */
  readonly when?: (value: unknown, within: readonly object[]) => boolean
}
