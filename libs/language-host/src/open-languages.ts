import { randomBytes } from 'node:crypto'
import type { World } from '@millrace/gotemplate'
import { sensorLanguages } from '@millrace/languages'
import type { Languages } from '@millrace/sensor'
import type { ConfigOf } from '@millrace/service'
import { HostAddresses } from './host-addresses.ts'
import type { languageOptions } from './language-options.ts'
import { cpuTimeLimit } from './cpu-time-limit.ts'
import { quickCrypto } from './node-crypto.ts'

/** CPU time that one run of a script or template has, at most: others wait meanwhile. Milliseconds. */
export const scriptMsMax = 40

/** What an administrator allows. */
export type LanguageConfig = ConfigOf<typeof languageOptions>

/** The languages of this process. */
export interface OpenLanguages extends Disposable {
  /** What they may see of the machine. */
  readonly world: World
  readonly languages: Languages
}

/** The languages with the machine's clock and randomness, and of its environment and network what is allowed. */
export async function openLanguages({ templateEnv, templateHosts }: LanguageConfig): Promise<OpenLanguages> {
  const hosts = await HostAddresses.open(templateHosts)
  const world: World = {
    nowMs: () => performance.timeOrigin + performance.now(),
    randomBytes: (count) => randomBytes(count),
    environment: (name) => templateEnv.get(name),
    hosts: (name) => hosts.addressesOf(name),
    crypto: quickCrypto,
    timeLimit: cpuTimeLimit(scriptMsMax),
  }
  return { world, languages: sensorLanguages(world), [Symbol.dispose]: () => hosts[Symbol.dispose]() }
}
