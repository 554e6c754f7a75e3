import { LuaError, luaLanguage } from '@millrace/lua'
import { decodeJson } from '@millrace/value'
import { EvalFault } from '../adapter.ts'
import type { Input } from '../adapter.ts'
import { text } from '../input.ts'

const { compileFilter, compileTransform } = luaLanguage({ now: () => Date.now(), random: () => Math.random() })

/** A dependency's transform: `{script, data}`, the data before as a text → the data after. */
export function evalLuaTransform(input: Input): unknown {
  const [script, data] = [text(input, 'script'), text(input, 'data')]
  return {
    data: decodeJson(
      told(() => compileTransform(script)(data)),
      { numbers: 'digits' },
    ),
  }
}

/** A script filter: `{script, data}` → whether the event passes. */
export function evalLuaFilter(input: Input): unknown {
  const [script, data] = [text(input, 'script'), text(input, 'data')]
  return { pass: told(() => compileFilter(script)(data)) }
}

function told<T>(act: () => T): T {
  try {
    return act()
  } catch (error) {
    if (error instanceof LuaError) throw new EvalFault(error.stage, error.message, { cause: error })
    throw error
  }
}
