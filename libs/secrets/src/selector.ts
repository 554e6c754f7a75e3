import { SecretError } from './secret-error.ts'

/** The kinds that hold values by key. */
export type Kind = 'Secret' | 'ConfigMap'

/** One key of a Secret or ConfigMap, as manifests write it. */
export interface Selector {
  readonly name: string
  readonly key: string
}

/** A selector with what it is relative to. */
export interface Address extends Selector {
  readonly kind: Kind
  readonly namespace: string
}

// What Kubernetes allows. Neither can leave a folder: no slash, and `..` has no letter or digit at its start.
const objectName = /^[a-z0-9](?:[-.a-z0-9]{0,251}[a-z0-9])?$/u
const keyName = /^(?!\.{1,2}$)[-._a-zA-Z0-9]{1,253}$/u

/** Throws SecretError where a name cannot be one, so that no path is made of it. */
export function checkAddress(address: Address): void {
  const isName = objectName.test(address.namespace) && objectName.test(address.name)
  if (isName && keyName.test(address.key)) return
  throw new SecretError('selector-invalid', `${describe(address)} cannot exist`)
}

/** `secret "payments/hook", key "token"`: for messages. */
export function describe({ kind, namespace, name, key }: Address): string {
  const what = kind === 'Secret' ? 'secret' : 'config map'
  return `${what} ${quote(`${namespace}/${name}`)}, key ${quote(key)}`
}

const quote = (text: string): string => JSON.stringify(text.length > 300 ? `${text.slice(0, 300)}…` : text)
