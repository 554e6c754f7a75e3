import type { Languages } from './languages.ts'

/**
 * Languages just large enough to see that they are plugged in where they should be: `name == JSON` for expressions,
 * `{{ .Input.name }}` for templates, a member's name for jq and Lua, whole minutes for cron.
 */
export const tinyLanguages = {
  govaluate: {
    compile: (expression) => {
      const [name = '', json] = expression.split(' == ')
      if (json === undefined) throw new Error(`no == in ${expression}`)
      const expected = JSON.stringify(JSON.parse(json))
      return (parameters) => {
        if (!parameters.has(name)) throw new Error(`no parameter ${name}`)
        return JSON.stringify(parameters.get(name)) === expected
      }
    },
  },
  goTemplate: {
    compile: (template) => {
      if (template.split('{{').length !== template.split('}}').length) throw new Error('unclosed action')
      return (input) =>
        template.replaceAll(/\{\{ \.Input(?:\.(\w+))? \}\}/g, (_, name?: string) => {
          const value = name === undefined ? input : memberOf(input, name)
          return typeof value === 'string' || typeof value === 'number' ? String(value) : '<no value>'
        })
    },
  },
  jq: { compileTransform: memberTransform },
  lua: {
    compileTransform: memberTransform,
    compileFilter: (script) => (data) => memberOf(JSON.parse(data), script) === true,
  },
  cron: {
    compile: (spec) => {
      if (spec !== '* * * * *') throw new Error(`only each minute, not ${spec}`)
      return {
        next: (afterMs) => (Math.floor(afterMs / 60_000) + 1) * 60_000,
        previous: (beforeMs) => (Math.ceil(beforeMs / 60_000) - 1) * 60_000,
      }
    },
  },
} as const satisfies Languages

function memberTransform(name: string): (data: string) => string {
  if (name === '') throw new Error('no program')
  return (data) => {
    const value = memberOf(JSON.parse(data), name)
    if (typeof value !== 'object' || value === null) throw new Error(`${name} is not an object`)
    return JSON.stringify(value)
  }
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
}
