import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { GoTemplateError } from './error.ts'
import { nodeWorld } from './node-world.fixture.ts'
import { execute, parse } from './template.ts'
import type { World } from './world.ts'

function render(text: string, world: World = {}): string {
  return execute(parse(text, { world }), {})
}

function codeOf(text: string, world: World = {}): string {
  try {
    return `no error but ${render(text, world)}`
  } catch (error) {
    if (error instanceof GoTemplateError) return error.code
    throw error
  }
}

describe('what the administrator allows', () => {
  const world: World = {
    ...nodeWorld,
    environment: (name) => new Map([['REGION', 'north']]).get(name),
    hosts: (name) => (name === 'db.example' ? ['10.0.0.7'] : undefined),
  }

  test.each(['{{ env "HOME" }}', '{{ expandenv "a $HOME" }}', '{{ expandenv "${HOME}" }}', '{{ getHostByName "h" }}'])(
    '%s is nothing by default',
    (text) => {
      expect(codeOf(text)).toBe('not-allowed')
      expect(codeOf(text, world)).toBe('not-allowed')
    },
  )

  test('what is allowed resolves', () => {
    expect(
      render('{{ env "REGION" }} {{ expandenv "${REGION}/$REGION$" }} {{ getHostByName "db.example" }}', world),
    ).toBe('north north/north$ 10.0.0.7')
  })

  test('the error names the variable and no value', () => {
    expect(() => render('{{ env "TOKEN" }}')).toThrow('the environment variable "TOKEN" is not allowed in templates')
  })
})

describe('what has to be given', () => {
  test.each([
    '{{ now }}',
    '{{ ago 0 }}',
    '{{ date "2006" "x" }}',
    '{{ randAlpha 3 }}',
    '{{ randInt 1 9 }}',
    '{{ shuffle "abc" }}',
    '{{ uuidv4 }}',
    '{{ bcrypt "x" }}',
    '{{ htpasswd "u" "p" }}',
    '{{ derivePassword 1 "long" "p" "u" "s" }}',
    '{{ genPrivateKey "ecdsa" }}',
    '{{ genCA "ca" 1 }}',
    '{{ genSelfSignedCert "a" nil nil 1 }}',
    '{{ decryptAES "k" "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=" }}',
  ])('%s fails clearly without it', (text) => {
    expect(codeOf(text)).toBe('not-given')
  })

  test('a fixed clock gives a fixed time', () => {
    const world: World = { nowMs: () => Date.UTC(2024, 1, 29, 12, 34, 56, 250) }
    expect(render('{{ now }}', world)).toBe('2024-02-29 12:34:56.25 +0000 UTC')
    expect(render('{{ ago 1709210000 }}', world)).toBe('1m36s')
    expect(render('{{ now.Year }} {{ now.Month }} {{ (now.AddDate 0 1 1).Format "Jan 2" }}', world)).toBe(
      '2024 February Mar 30',
    )
  })

  test('a certificate has a Cert and a Key', () => {
    const { privateKey } = generateKeyPairSync('ed25519')
    const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
    const world: World = {
      crypto: {
        certificate: ({ commonName, isAuthority, signer }) => ({
          cert: `${commonName} ${isAuthority} ${signer?.cert}`,
          key,
        }),
      },
    }
    const text =
      '{{ $ca := genCA "ca" 1 }}{{ (genSignedCert "a" (list "1.2.3.4") nil 1 $ca).Cert }}|{{ $ca.Key | trunc 5 }}'
    expect(render(text, world)).toBe('a false ca true undefined|-----')
    expect(codeOf('{{ genSignedCert "a" nil nil 1 "x" }}', world)).toBe('evaluation')
    expect(codeOf('{{ (genCA "ca" 1).Nope }}', world)).toBe('evaluation')
  })

  test('an error of the cryptography fails the template', () => {
    const world: World = {
      crypto: {
        privateKey: () => {
          throw new Error('no entropy')
        },
      },
    }
    expect(() => render('{{ genPrivateKey "rsa" }}', world)).toThrow('error calling genPrivateKey: no entropy')
  })

  test('passwords are the same each time', () => {
    expect(render('{{ derivePassword 1 "long" "password" "user" "example.com" }}', nodeWorld)).toBe('ZedaFaxcZaso9*')
  })
})

describe('randomness', () => {
  test('texts have their length and alphabet', () => {
    expect(render('{{ randAlphaNum 40 }}', nodeWorld)).toMatch(/^[A-Za-z0-9]{40}$/)
    expect(render('{{ randNumeric 40 }}', nodeWorld)).toMatch(/^[0-9]{40}$/)
    expect(render('{{ randAscii 200 }}', nodeWorld)).toMatch(/^[ -~]{200}$/)
    expect(render('{{ uuidv4 }}', nodeWorld)).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    )
  })

  test('shuffle keeps the characters', () => {
    expect(Array.from(render('{{ shuffle "aé日b" }}', nodeWorld)).sort().join('')).toBe('abé日')
  })
})
