export { openSecrets, type SecretOptions, type SecretReader } from './open-secrets.ts'
export { sameSecret } from './same-secret.ts'
export { SecretError, secretFaults, type SecretFault } from './secret-error.ts'
export type { Selector } from './selector.ts'
