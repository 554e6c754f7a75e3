import { LineCounter, parseDocument } from 'yaml'

/** A user of the access file. */
export interface AccessUser {
  readonly name: string
  /** SHA-256 of each of the user's tokens. */
  readonly tokenHashes: readonly Buffer[]
  /** Common names of the user's client certificates. */
  readonly certificates: readonly string[]
  readonly rights: readonly GrantedRight[]
}

/** What a user may do; `*` stands for every one. */
export interface GrantedRight {
  readonly verbs: readonly string[]
  readonly resources: readonly string[]
  readonly namespaces: readonly string[]
}

/** The users, or everything that is wrong with the file, a line each. */
export type AccessFile =
  | { readonly kind: 'users'; readonly users: readonly AccessUser[] }
  | { readonly kind: 'faults'; readonly faults: readonly string[] }

/** Makes a token's hash. The file may hold tokens or their hashes; only hashes are kept. */
export type HashToken = (token: string) => Buffer

const tokenLengthMin = 16
const every = ['*']

/** Reads the text of an access file: YAML or JSON. Pure. */
export function readAccessFile(text: string, hashToken: HashToken): AccessFile {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true })
  if (document.errors.length > 0) {
    const faults = document.errors.map(({ pos: [at], message }) => `line ${lines.linePos(at).line}: ${message}`)
    return { kind: 'faults', faults }
  }
  const reader = new Reader(hashToken)
  const users = reader.file(document.toJS())
  return reader.faults.length > 0 ? { kind: 'faults', faults: reader.faults } : { kind: 'users', users }
}

type Fields = Readonly<Record<string, unknown>>

class Reader {
  readonly faults: string[] = []
  readonly #hashToken: HashToken

  constructor(hashToken: HashToken) {
    this.#hashToken = hashToken
  }

  file(value: unknown): AccessUser[] {
    const { users } = this.#fields('the file', value, ['users'])
    const all = this.#list('users', users).map((user, index) => this.#user(`users[${index}]`, user))
    const names = all.map(({ name }) => name)
    for (const name of new Set(names)) {
      if (names.filter((one) => one === name).length > 1) this.faults.push(`users: ${name} stands there twice`)
    }
    return all
  }

  #user(at: string, value: unknown): AccessUser {
    const fields = this.#fields(at, value, ['name', 'token', 'tokenSha256', 'certificate', 'rights'])
    const name = this.#text(`${at}.name`, fields['name'])
    const token = fields['token'] === undefined ? undefined : this.#text(`${at}.token`, fields['token'])
    const digest =
      fields['tokenSha256'] === undefined ? undefined : this.#digest(`${at}.tokenSha256`, fields['tokenSha256'])
    const certificate =
      fields['certificate'] === undefined ? undefined : this.#text(`${at}.certificate`, fields['certificate'])
    if (token !== undefined && token.length < tokenLengthMin) {
      this.faults.push(`${at}.token: has ${token.length} characters, of ${tokenLengthMin} at least`)
    }
    if (token === undefined && digest === undefined && certificate === undefined) {
      this.faults.push(`${at}: give token, tokenSha256 or certificate, or nobody can be ${name}`)
    }
    return {
      name,
      tokenHashes: [
        ...(token === undefined ? [] : [this.#hashToken(token)]),
        ...(digest === undefined ? [] : [digest]),
      ],
      certificates: certificate === undefined ? [] : [certificate],
      rights: this.#list(`${at}.rights`, fields['rights'] ?? []).map((one, index) =>
        this.#right(`${at}.rights[${index}]`, one),
      ),
    }
  }

  #right(at: string, value: unknown): GrantedRight {
    const { verbs, resources, namespaces } = this.#fields(at, value, ['verbs', 'resources', 'namespaces'])
    return {
      verbs: this.#texts(`${at}.verbs`, verbs),
      resources: resources === undefined ? every : this.#texts(`${at}.resources`, resources),
      namespaces: namespaces === undefined ? every : this.#texts(`${at}.namespaces`, namespaces),
    }
  }

  #fields(at: string, value: unknown, known: readonly string[]): Fields {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      this.faults.push(`${at}: is no object`)
      return {}
    }
    for (const name of Object.keys(value)) {
      if (!known.includes(name)) this.faults.push(`${at}: ${name} means nothing; there are ${known.join(', ')}`)
    }
    return { ...value }
  }

  #list(at: string, value: unknown): readonly unknown[] {
    if (Array.isArray(value)) return value
    this.faults.push(`${at}: is no list`)
    return []
  }

  #texts(at: string, value: unknown): string[] {
    const all = this.#list(at, value).map((one, index) => this.#text(`${at}[${index}]`, one))
    if (all.length === 0) this.faults.push(`${at}: is empty`)
    return all
  }

  #text(at: string, value: unknown): string {
    if (typeof value === 'string' && value !== '') return value
    this.faults.push(`${at}: is no text`)
    return ''
  }

  #digest(at: string, value: unknown): Buffer {
    const text = this.#text(at, value)
    if (text !== '' && !/^[0-9a-f]{64}$/u.test(text)) this.faults.push(`${at}: is no SHA-256 in 64 hexadecimal digits`)
    return Buffer.from(text, 'hex')
  }
}
