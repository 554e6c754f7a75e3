import { expect, test } from 'vitest'
import { readArgoArgs, type WorkflowOperation } from './argo-args.ts'

function options(operation: WorkflowOperation, ...args: string[]) {
  const read = readArgoArgs(args, operation)
  if (read.kind === 'fault') throw new Error(read.message)
  return read
}

test('submit: all that changes the Workflow, in every spelling of argo', () => {
  const args = [
    '--name',
    'a',
    '--generate-name=b-',
    '--entrypoint',
    'main',
    '--serviceaccount=runner',
    '--priority',
    '-3',
  ]
  const parameters = ['-p', 'x=1', '-py=2=3', '-p=z=', '--parameter', 'w=4', '--parameter=v=5']
  const more = ['-l', 'team=a,tier=', '--labels=zone=b', '-f', 'params.yaml']
  const read = options('submit', ...args, ...parameters, ...more)
  expect(read.options).toEqual({
    name: 'a',
    generateName: 'b-',
    entrypoint: 'main',
    serviceAccount: 'runner',
    priority: -3,
    parameters: [
      { name: 'x', value: '1' },
      { name: 'y', value: '2=3' },
      { name: 'z', value: '' },
      { name: 'w', value: '4' },
      { name: 'v', value: '5' },
    ],
    parameterFile: 'params.yaml',
    labels: { team: 'a', tier: '', zone: 'b' },
    isMemoized: false,
    restartsSuccessful: false,
  })
  expect(read.ignored).toEqual([])
})

test('what only says how to show or await things is taken and has no effect', () => {
  const read = options(
    'submit',
    '--wait',
    '-o',
    'json',
    '--node-field-selector',
    'phase=abc',
    '--log',
    '--strict=false',
  )
  expect(read.ignored).toEqual(['--wait', '--output', '--node-field-selector', '--log', '--strict'])
  expect(read.options.nodeFieldSelector).toBeUndefined()
})

test('flags of the other operations', () => {
  expect(options('resubmit', '--memoized', '-p', 'a=b').options).toMatchObject({
    isMemoized: true,
    parameters: [{ name: 'a', value: 'b' }],
  })
  expect(options('resubmit', '--memoized=false').options.isMemoized).toBe(false)
  expect(options('retry', '--restart-successful', '--node-field-selector', 'name=x').options).toMatchObject({
    restartsSuccessful: true,
    nodeFieldSelector: 'name=x',
  })
  expect(options('stop', '--message', 'enough', '--node-field-selector=name=x').options.message).toBe('enough')
})

test.each<[string, WorkflowOperation, string[], RegExp]>([
  ['a second workflow', 'submit', ['other.yaml'], /"other.yaml" is no flag/u],
  ['an unknown flag', 'submit', ['--kubeconfig', 'x'], /--kubeconfig: this flag of argo is not supported/u],
  ['a flag of another operation', 'suspend', ['-p', 'a=b'], /argo suspend has no such flag/u],
  ['a value that is missing', 'submit', ['--name'], /--name needs a value/u],
  ['a parameter without a value', 'submit', ['-p', 'a'], /"a" is not NAME=VALUE/u],
  ['a label without a value', 'submit', ['-l', 'a'], /is not NAME=VALUE,NAME=VALUE/u],
  ['a priority that is no integer', 'submit', ['--priority', 'high'], /"high" is no integer/u],
  ['a switch with a word', 'retry', ['--restart-successful=maybe'], /true or false/u],
  ['a member of every object', 'submit', ['--constructor', 'x'], /not supported/u],
])('%s is refused', (_, operation, args, message) => {
  expect(readArgoArgs(args, operation)).toMatchObject({ kind: 'fault', message: expect.stringMatching(message) })
})
