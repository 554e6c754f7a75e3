import { describe, expect, test } from 'vitest'
import { parseConnectionString } from './connection-string.ts'

const key = 'SharedAccessKeyName=Root;SharedAccessKey=abc/+d=='

test('endpoint, key and entity', () => {
  expect(parseConnectionString(`Endpoint=sb://shop.example;${key};EntityPath=orders`)).toEqual({
    endpoint: 'sb://shop.example/',
    host: 'shop.example',
    port: 5671,
    isEmulator: false,
    entityPath: 'orders',
    credential: { kind: 'key', name: 'Root', key: 'abc/+d==' },
  })
})

test('names in any case, blanks, an empty end', () => {
  expect(parseConnectionString(` endpoint = sb://h/ ; ${key} ; `)).toMatchObject({ host: 'h', endpoint: 'sb://h/' })
})

test('a signature instead of a key', () => {
  const token = 'SharedAccessSignature sr=sb%3a%2f%2fh&sig=x%3d&se=1&skn=Root'
  const { credential } = parseConnectionString(`Endpoint=sb://h/;SharedAccessSignature=${token}`)
  expect(credential).toEqual({ kind: 'signature', token })
})

test('an emulator speaks plainly, on the port that is named', () => {
  const emulator = `${key};UseDevelopmentEmulator=true`
  expect(parseConnectionString(`Endpoint=sb://localhost;${emulator}`)).toMatchObject({ isEmulator: true, port: 5672 })
  expect(parseConnectionString(`Endpoint=sb://localhost:9;${emulator}`)).toMatchObject({ host: 'localhost', port: 9 })
})

describe('what is missing is told, and no secret with it', () => {
  test.each([
    ['', 'no Endpoint'],
    ['secret', 'no Endpoint'],
    [`Endpoint=nonsense;${key}`, 'no Endpoint'],
    ['Endpoint=sb://h/;SharedAccessKey=secret', 'no SharedAccessKeyName'],
    ['Endpoint=sb://h/;SharedAccessKeyName=secret', 'no SharedAccessKey'],
  ])('%j', (text, message) => {
    expect(() => parseConnectionString(text)).toThrow(message)
    expect(() => parseConnectionString(text)).not.toThrow('secret')
  })
})
