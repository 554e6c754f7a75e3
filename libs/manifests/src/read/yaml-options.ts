import {
  Scalar,
  type LineCounter,
  type ParseOptions,
  type DocumentOptions,
  type SchemaOptions,
  type ScalarTag,
  type Tags,
} from 'yaml'

/** YAML 1.1 tags that Kubernetes does not know: it reads such values as text. */
const strangers = new Set(['timestamp', 'binary', 'set', 'omap', 'pairs'].map((name) => `tag:yaml.org,2002:${name}`))

/** `0o17`, which is YAML 1.2 and understood all the same. */
const octal: ScalarTag = {
  tag: 'tag:yaml.org,2002:int',
  default: true,
  test: /^[-+]?0o[0-7_]+$/,
  resolve: (text) =>
    new Scalar(Number(text.replace(/^[-+]?/, '').replaceAll('_', '')) * (text.startsWith('-') ? -1 : 1)),
}

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
    customTags: (tags: Tags): Tags => [...tags.filter((tag) => typeof tag === 'string' || isKnown(tag)), octal],
  }
}

function isKnown(tag: Exclude<Tags[number], string>): boolean {
  const format = 'format' in tag ? tag.format : undefined
  return !strangers.has(tag.tag) && format !== 'TIME'
}
