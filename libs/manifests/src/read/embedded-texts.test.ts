import { expect, test } from 'vitest'
import { embeddedTexts } from './embedded-texts.ts'
import { readManifests } from './read-manifests.ts'
import { yaml } from './read.fixture.ts'

/** `language path line:column text` of every text that somebody compiles. */
function texts(text: string): readonly string[] {
  return readManifests(text, 'f').objects.flatMap((read) => {
    if (read.object === undefined) return ['broken']
    return embeddedTexts(read.object).map(({ language, text, node, fields }) => {
      const { path, line, column } = read.locate(node, ...fields)
      return `${language} ${path} ${String(line)}:${String(column)} ${text}`
    })
  })
}

test('those of a sensor, also where a field stood elsewhere', () => {
  expect(
    texts(yaml`
      apiVersion: argoproj.io/v1alpha1
      kind: Sensor
      metadata: {name: s}
      spec:
        dependencies:
          - name: d
            eventSourceName: es
            eventName: push
            transform: {jq: .body}
            filters:
              script: return true
              exprs:
                - {expr: a == 1, fields: [{name: a, path: body.a}]}
              data:
                - {path: body.b, type: string, value: ["^x"], template: "{{ .Input }}"}
                - {path: body.c, type: number, value: ["1"]}
        triggers:
          - template:
              name: t
              conditions: d
              conditionsReset: [{byTime: {cron: 0 0 * * *}}]
              http:
                url: http://localhost/
                payload:
                  - {src: {dependencyName: d, dataTemplate: "{{ 1 }}"}, dest: a.b}
                dynamicHeaders:
                  - {src: {dependencyName: d, contextKey: id}, dest: X-Id}
              parameters:
                - {src: {dependencyName: d, dataKey: body.url}, dest: http.url}
    `),
  ).toEqual([
    'govaluate spec.dependencies[0].filters.exprs[0].expr 13:20 a == 1',
    'gjson spec.dependencies[0].filters.exprs[0].fields[0].path 13:53 body.a',
    'gjson spec.dependencies[0].filters.data[0].path 15:20 body.b',
    'gotemplate spec.dependencies[0].filters.data[0].template 15:67 {{ .Input }}',
    're2 spec.dependencies[0].filters.data[0].value[0] 15:50 ^x',
    'gjson spec.dependencies[0].filters.data[1].path 16:20 body.c',
    'lua spec.dependencies[0].filters.script 11:17 return true',
    'jq spec.dependencies[0].transform.jq 9:23 .body',
    'conditions spec.triggers[0].template.conditions 20:21 d',
    'cron spec.triggers[0].template.conditionsReset[0].byTime.cron 21:43 0 0 * * *',
    'gotemplate spec.triggers[0].template.http.payload[0].src.dataTemplate 25:55 {{ 1 }}',
    'sjson spec.triggers[0].template.http.payload[0].dest 25:73 a.b',
    'gjson spec.triggers[0].template.http.dynamicHeaders[0].src.contextKey 27:53 id',
    'gjson spec.triggers[0].template.parameters[0].src.dataKey 29:48 body.url',
    'sjson spec.triggers[0].template.parameters[0].dest 29:65 http.url',
  ])
})

test('those of an EventSource', () => {
  expect(
    texts(yaml`
      apiVersion: argoproj.io/v1alpha1
      kind: EventSource
      metadata: {name: es}
      spec:
        calendar:
          a: {schedule: 5 4 * * *, filter: {expression: eventTime != ""}}
        file:
          b: {eventType: CREATE, watchPathConfig: {directory: /tmp/, pathRegexp: "[a-z]+"}}
        resource:
          c:
            version: v1
            resource: pods
            eventTypes: [ADD]
            filter: {fields: [{key: metadata.name, operation: ==, value: my.*}]}
    `),
  ).toEqual([
    'cron spec.calendar.a.schedule 6:19 5 4 * * *',
    'expr spec.calendar.a.filter.expression 6:51 eventTime != ""',
    're2 spec.file.b.watchPathConfig.pathRegexp 8:76 [a-z]+',
    'gjson spec.resource.c.filter.fields[0].key 14:31 metadata.name',
    're2 spec.resource.c.filter.fields[0].value 14:68 my.*',
  ])
})
