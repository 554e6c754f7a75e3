import { cronLanguage } from '@millrace/cron'
import { goTemplateLanguage } from '@millrace/gotemplate'
import type { World } from '@millrace/gotemplate'
import { govaluateLanguage } from '@millrace/govaluate'
import type { Languages } from '@millrace/sensor'

/**
 * The languages of sensors, each under its own bounds. `world` is what templates may see of the machine: what it does not
 * give, a template does not get, and says so.
 */
export function sensorLanguages(world: World = {}): Languages {
  return {
    goTemplate: goTemplateLanguage({ name: 'param', world }),
    govaluate: govaluateLanguage(),
    cron: cronLanguage(),
  }
}
