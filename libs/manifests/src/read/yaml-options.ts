import type { DocumentOptions, LineCounter, ParseOptions, ScalarTag, SchemaOptions, Tags } from 'yaml'
import { parseLargeInteger, parseYamlNumber } from './yaml-number.ts'

/** Tags of YAML 1.1 that Kubernetes does not know (it reads such values as text), and those that are replaced below. */
const dropped = new Set(
  ['timestamp', 'binary', 'set', 'omap', 'pairs', 'int', 'float'].map((name) => `tag:yaml.org,2002:${name}`),
)

/** The library's own tags take `e1` and `.` for numbers that are none; a name and a jq program may be just that. */
function numberTags(resolve: (text: string) => number | bigint | string): ScalarTag[] {
  const tags = ['int', 'float'].map((name) => `tag:yaml.org,2002:${name}`)
  return tags.map((tag) => ({ tag, default: true, test: /^[-+.0-9]/, resolve }))
}

const numbers: Readonly<Record<Integers, ScalarTag[]>> = {
  float64: numberTags((text) => parseYamlNumber(text) ?? text),
  exact: numberTags((text) => parseLargeInteger(text) ?? parseYamlNumber(text) ?? text),
}

/** What integers become that a double does not hold: the nearest one, or a bigint as long as Go has an integer for them. */
export type Integers = 'float64' | 'exact'

/**
 * YAML as Kubernetes reads it: 1.1 with its `yes`, `on` and octals and with `<<`, the last of equal keys wins, and
 * neither timestamps nor base 60.
 */
export function yamlOptions(
  lineCounter: LineCounter,
  integers: Integers,
): ParseOptions & DocumentOptions & SchemaOptions {
  return {
    version: '1.1',
    merge: true,
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'silent',
    lineCounter,
    customTags: (tags: Tags): Tags => [
      ...tags.filter((tag) => typeof tag === 'string' || !dropped.has(tag.tag)),
      ...numbers[integers],
    ],
  }
}
