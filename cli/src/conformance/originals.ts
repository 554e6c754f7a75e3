/** Whose answers the vectors of a language are. In the order of the report. */
export const originals: Readonly<Record<string, string>> = {
  expr: 'expr-lang/expr v1.17.8',
  gjson: 'tidwall/gjson v1.19.0',
  sjson: 'tidwall/sjson v1.2.5',
  gotemplate: 'Go 1.26.8 text/template, Masterminds/sprig v3.3.0',
  jq: 'itchyny/gojq v0.12.19',
  'jq-transform': 'argo-events v1.9.11',
  'lua-transform': 'yuin/gopher-lua v1.1.2 in argo-events v1.9.11',
  'lua-filter': 'yuin/gopher-lua v1.1.2 in argo-events v1.9.11',
  cron: 'robfig/cron v3.0.1',
  re2: 'Go 1.26.8 regexp',
  conditions: 'argo-events v1.9.11 (antonmedv/expr v1.15.5, Knetic/govaluate 9aa49832a739)',
  'sensor-filter': 'argo-events v1.9.11 (Knetic/govaluate 9aa49832a739)',
  'sensor-params': 'argo-events v1.9.11',
  'event-binding': 'argo-workflows v3.7.0 and v4.1.2',
}
