import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { tempFolder } from '@millrace/testkit'
import { afterEach, expect, test, vi } from 'vitest'
import { validate } from './validate.ts'

afterEach(() => vi.restoreAllMocks())

const sensor = `apiVersion: argoproj.io/v1alpha1
kind: Sensor
metadata: { name: build }
spec:
  dependencies:
    - { name: push, eventSourceName: hook, eventName: push }
  triggers:
    - template: { name: log, log: {} }
      parameters:
        - dest: name
          src: { dependencyName: push, dataTemplate: "{{ .Input.ref | nope }}" }
`

test('a template that does not compile is an error with file, line and column', async () => {
  await using folder = await tempFolder()
  const file = join(folder.path, 'sensor.yaml')
  await writeFile(file, sensor)
  const written: string[] = []
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    written.push(String(text))
    return true
  })
  expect(await validate([file], {})).toBe(1)
  const line = written.find((one) => one.includes(': error: ')) ?? ''
  expect(line).toMatch(/sensor\.yaml:11:\d+: error: spec\.triggers\[0\]\.parameters\[0\]\.src\.dataTemplate: /)
  expect(line).toContain('the template does not compile: function "nope" not defined')
  const column = Number(/:11:(\d+):/.exec(line)?.[1])
  expect(sensor.split('\n')[10]?.slice(column - 1)).toMatch(/^\|? ?nope/)
})
