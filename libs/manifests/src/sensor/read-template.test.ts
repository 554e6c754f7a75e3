import { expect, test } from 'vitest'
import { readTriggerTemplate } from './read-template.ts'

test('a template that parameters have changed is read anew', () => {
  const { template, problems } = readTriggerTemplate(
    { name: 't', http: { url: 'http://x/', timeout: '5' } },
    'sensor s',
  )
  expect(template).toEqual({ name: 't', http: { url: 'http://x/', timeout: 5 } })
  expect(problems.map(({ code, path }) => [code, path])).toEqual([['coerced', 'http.timeout']])
})

test('or is refused', () => {
  const { template, problems } = readTriggerTemplate({ name: 't', http: { url: '' } }, 'sensor s')
  expect(template).toBeUndefined()
  expect(problems.map(({ severity, file, path }) => [severity, file, path])).toEqual([
    ['error', 'sensor s', 'http.url'],
  ])
})
