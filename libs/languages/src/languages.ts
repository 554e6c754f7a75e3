import { cronLanguage } from '@millrace/cron'
import { goTemplateLanguage } from '@millrace/gotemplate'
import type { World } from '@millrace/gotemplate'
import { govaluateLanguage } from '@millrace/govaluate'
import { compileTransform } from '@millrace/jq'
import type { Languages } from '@millrace/sensor'

/**
 * The languages of sensors, each under its own bounds. `world` is what templates may see of the machine: what it does not
 * give, a template does not get, and says so.
 */
export function sensorLanguages(world: World = {}): Languages {
  const { nowMs } = world
  const clock = nowMs === undefined ? {} : { now: () => nowMs() / 1_000 }
  return {
    cron: cronLanguage(),
    goTemplate: goTemplateLanguage({ name: 'param', world }),
    govaluate: govaluateLanguage(),
    jq: { compileTransform: (source) => compileTransform(source, clock) },
  }
}
