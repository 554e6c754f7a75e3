import type { HostOptions } from '@millrace/languages/expr'

/** Clock, randomness and allowed names, as templates have them. */
export type World = NonNullable<HostOptions['world']>
