import type { DocumentOptions, LineCounter, ParseOptions, ScalarTag, SchemaOptions, Tags } from 'yaml'
import { parseYamlNumber } from './yaml-number.ts'

/** Tags of YAML 1.1 that Kubernetes does not know (it reads such values as text), and those that are replaced below. */
const dropped = new Set(
  ['timestamp', 'binary', 'set', 'omap', 'pairs', 'int', 'float'].map((name) => `tag:yaml.org,2002:${name}`),
)

/** The library's own tags take `e1` and `.` for numbers that are none; a name and a jq program may be just that. */
const numbers = ['int', 'float'].map((name): ScalarTag => ({
  tag: `tag:yaml.org,2002:${name}`,
  default: true,
  test: /^[-+.0-9]/,
  resolve: (text) => parseYamlNumber(text) ?? text,
}))

/**
 * YAML as Kubernetes reads it: 1.1 with its `yes`, `on` and octals and with `<<`, the last of equal keys wins, and
 * neither timestamps nor base 60.
 */
export function yamlOptions(lineCounter: LineCounter): ParseOptions & DocumentOptions & SchemaOptions {
  return {
    version: '1.1',
    merge: true,
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'silent',
    lineCounter,
    customTags: (tags: Tags): Tags => [
      ...tags.filter((tag) => typeof tag === 'string' || !dropped.has(tag.tag)),
      ...numbers,
    ],
  }
}
