import { sameSecret } from '@millrace/secrets'
import { tokenIn, type Access } from './caller.ts'

/** All rights for whoever shows a client certificate that the port's authorities have signed, or bears the token, if there is one. */
export function certificateAccess(token: string): Access {
  return {
    identify({ authorization, certificate }) {
      const given = tokenIn(authorization)
      if (token !== '' && given !== undefined && sameSecret(given, token)) {
        return Promise.resolve({ kind: 'known', caller: { name: 'token', by: 'token', groups: [] } })
      }
      if (certificate !== undefined && given === undefined) {
        return Promise.resolve({ kind: 'known', caller: { name: certificate, by: 'certificate', groups: [] } })
      }
      return Promise.resolve({ kind: 'unknown', reason: 'a client certificate is needed' })
    },
    judge: () => Promise.resolve({ kind: 'allowed' }),
  }
}
