import type { Adapter } from '../adapter.ts'
import { evalConditions } from './conditions.ts'
import { evalCron } from './cron.ts'
import { evalEventBinding } from './event-binding.ts'
import { evalExpr } from './expr.ts'
import { evalGjson } from './gjson.ts'
import { evalGoTemplate } from './gotemplate.ts'
import { evalGovaluate } from './govaluate.ts'
import { evalJq, evalJqTransform } from './jq.ts'
import { evalLuaFilter, evalLuaTransform } from './lua.ts'
import { evalRe2 } from './re2.ts'
import { evalSensorFilter } from './sensor-filter.ts'
import { evalSensorParams } from './sensor-params.ts'
import { evalSjson } from './sjson.ts'

/** Who answers for each `lang` of a vector. */
export const adapters: ReadonlyMap<string, Adapter> = new Map<string, Adapter>([
  ['expr', evalExpr],
  ['gjson', evalGjson],
  ['sjson', evalSjson],
  ['gotemplate', evalGoTemplate],
  ['govaluate', evalGovaluate],
  ['jq', evalJq],
  ['lua-transform', evalLuaTransform],
  ['lua-filter', evalLuaFilter],
  ['jq-transform', evalJqTransform],
  ['re2', evalRe2],
  ['conditions', evalConditions],
  ['cron', evalCron],
  ['event-binding', evalEventBinding],
  ['sensor-filter', evalSensorFilter],
  ['sensor-params', evalSensorParams],
])
