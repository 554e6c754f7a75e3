import { cronLanguage } from '@millrace/cron'
import { goTemplateLanguage } from '@millrace/gotemplate'
import type { World } from '@millrace/gotemplate'
import { govaluateLanguage } from '@millrace/govaluate'
import { compileTransform } from '@millrace/jq'
import { luaLanguage } from '@millrace/lua'
import type { Languages } from '@millrace/sensor'

/**
 * The languages of sensors, each under its own bounds, and where the world gives one under a limit of time. `world` is what
 * templates may see of the machine: what it does not give, a template does not get, and says so.
 */
export function sensorLanguages(world: World = {}): Languages {
  const { nowMs, timeLimit } = world
  const limit = timeLimit === undefined ? {} : { timeLimit }
  const clock = nowMs === undefined ? limit : { ...limit, now: () => nowMs() / 1_000 }
  return {
    cron: cronLanguage(),
    goTemplate: goTemplateLanguage({ name: 'param', world }),
    govaluate: govaluateLanguage(),
    lua: luaLanguage({ now: nowMs, random: randomOf(world), timeLimit }),
    jq: { compileTransform: (source) => compileTransform(source, clock) },
  }
}

/** Numbers in [0, 1) from the world's random bytes. */
function randomOf({ randomBytes }: World): (() => number) | undefined {
  if (randomBytes === undefined) return undefined
  return () => {
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = randomBytes(6)
    return (a + (b + (c + (d + (e + f / 256) / 256) / 256) / 256) / 256) / 256
  }
}
