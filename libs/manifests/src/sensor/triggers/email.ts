import { secretKeySelector } from '../../blocks/secret-key-selector.ts'
import { integer, list, may, need, object, string } from '../../schema/build.ts'
import type { Infer } from '../../schema/schema.ts'
import { isMailAddress } from '../../text/mail-address.ts'
import type { Check } from '../../validate/check.ts'
import { triggerParameters } from '../parameter.ts'

/** Sends an e-mail. */
export const emailTrigger = object('EmailTrigger', {
  host: need(string(), 'SMTP server.', 'host is required'),
  port: may(integer(0, 65_535), 'Its port. Default 0.'),
  username: may(string(), 'User at the server.'),
  smtpPassword: may(secretKeySelector, 'Holds the password.'),
  from: may(string(), 'Address of the sender.'),
  to: may(list(string()), 'Addresses of the recipients.'),
  subject: may(string(), 'Subject.'),
  body: may(string(), 'Text.'),
  parameters: may(triggerParameters, 'Written into these very settings.'),
})

export type EmailTrigger = Infer<typeof emailTrigger>

/** `isFinal` says that no parameter may change the template. */
export function checkEmail(trigger: EmailTrigger, check: Check, isFinal: boolean): void {
  if (!isFinal || trigger.parameters !== undefined) return
  if ((trigger.to?.length ?? 0) === 0) check.error('required', trigger, ['to'], 'to is required')
  for (const address of trigger.to ?? []) {
    if (isMailAddress(address)) continue
    check.error(
      'invalid',
      trigger,
      ['to'],
      `${JSON.stringify(address)} is not an address`,
      'write one address an entry',
    )
  }
  for (const field of ['subject', 'body'] as const) {
    if (trigger[field] === undefined) check.error('required', trigger, [field], `${field} is required`)
  }
}
