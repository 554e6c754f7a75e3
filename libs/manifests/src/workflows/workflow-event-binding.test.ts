import { expect, test } from 'vitest'
import { embeddedTexts } from '../read/embedded-texts.ts'
import { readOne } from '../read/read.fixture.ts'
import { readManifests } from '../read/read-manifests.ts'

const head = 'apiVersion: argoproj.io/v1alpha1\nkind: WorkflowEventBinding\nmetadata: {name: hook}\nspec:\n'
const whole = `${head}  event:
    selector: payload.message != ""
  submit:
    workflowTemplateRef: {name: hello, clusterScope: true}
    metadata:
      name: '"a-" + payload.message'
      labels: {l: payload.message}
      annotations: {a: sprig.upper(payload.message)}
    arguments:
      parameters:
        - name: message
          valueFrom: {event: payload.message}
`

test('a binding is read whole, and each of its expressions is named with its language', () => {
  const binding = readOne('WorkflowEventBinding', whole)
  expect(binding.spec.submit?.workflowTemplateRef).toEqual({ name: 'hello', clusterScope: true })
  expect(embeddedTexts(binding).map(({ language, text }) => [language, text])).toEqual([
    ['binding-event', 'payload.message != ""'],
    ['binding-metadata', '"a-" + payload.message'],
    ['binding-metadata', 'payload.message'],
    ['binding-metadata', 'sprig.upper(payload.message)'],
    ['binding-event', 'payload.message'],
  ])
})

test.each([
  ['  event: {}\n', 'error', 'spec.event.selector'],
  ['  event: {selector: "true"}\n', 'warning', 'nothing is submitted'],
  ['  event: {selector: "true"}\n  submit: {}\n', 'error', 'spec.submit.workflowTemplateRef'],
  [
    '  event: {selector: "true"}\n  submit: {workflowTemplateRef: {name: a}, arguments: {parameters: [{name: p, value: v}]}}\n',
    'error',
    'spec.submit.arguments.parameters[0].valueFrom',
  ],
  [
    '  event: {selector: "true"}\n  submit: {workflowTemplateRef: {name: a}, arguments: {parameters: [{name: a b, valueFrom: {event: "1"}}]}}\n',
    'error',
    'is no name of a parameter',
  ],
  [
    '  event: {selector: "true"}\n  submit: {workflowTemplateRef: {name: a}, metadata: {labels: {l: ""}}}\n',
    'error',
    'spec.submit.metadata.labels.l',
  ],
  [
    '  event: {selector: "true"}\n  submit: {workflowTemplateRef: {name: a}, arguments: {artifacts: [{name: a}]}}\n',
    'warning',
    'artifacts are not passed on',
  ],
])('%j: %s: %s', (spec, severity, message) => {
  const { problems } = readManifests(head + spec, 'a.yaml')
  const told = problems.map((problem) => `${problem.severity} ${problem.path}: ${problem.message}`).join('\n')
  expect(told).toContain(message)
  expect(problems.map((problem) => problem.severity)).toContain(severity)
})
