import { ServiceError } from './errors.ts'

/** One setting that is wrong. */
export interface ConfigFault {
  readonly kind: 'missing' | 'invalid' | 'unknown'
  /** Environment variable, or option where the values came from an object. */
  readonly setting: string
  /** Names the setting, what it holds (never of a secret) and what was expected. */
  readonly message: string
}

/** Every fault of a configuration at once, so that a person corrects it in one go. */
export class ConfigError extends ServiceError {
  override readonly name = 'ConfigError'
  readonly faults: readonly ConfigFault[]

  constructor(faults: readonly ConfigFault[]) {
    const count = faults.length === 1 ? 'one setting is' : `${faults.length} settings are`
    super('config-invalid', [`${count} wrong:`, ...faults.map(({ message }) => `  ${message}`)].join('\n'))
    this.faults = faults
  }
}
