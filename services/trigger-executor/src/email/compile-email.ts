import { reasonOf, sendMail, type Mail, type MailServer, type Sent } from '@millrace/connectors'
import { isMailAddress, type EmailTrigger, type Sensor, type Trigger as SensorTrigger } from '@millrace/manifests'
import { createHash } from 'node:crypto'
import { inputFault, setupFault, type Act } from '../act.ts'
import type { MessagingDeps } from '../messaging-deps.ts'
import type { Attempted } from '../next-step.ts'
import { withTypeParameters } from '../with-type-parameters.ts'

/** Recipients of one trigger at most. */
export const recipientsMax = 100

/** Sends a plain text message to each recipient, with a Message-ID made of the invocation id. */
export function compileEmail(sensor: Sensor, trigger: SensorTrigger, email: EmailTrigger, deps: MessagingDeps): Act {
  return withTypeParameters('email', trigger, email, deps.languages, (settings) => compileFinal(sensor, settings, deps))
}

function compileFinal(sensor: Sensor, email: EmailTrigger, deps: MessagingDeps): Act {
  const fault = faultOf(email)
  if (fault !== undefined) {
    const failed = inputFault(`email.${fault}`)
    return () => Promise.resolve(failed)
  }
  const { to = [], subject = '', body = '' } = email
  return async (invocation, span, mayBegin) => {
    let server: MailServer
    try {
      server = await serverOf(sensor.metadata.namespace, email, deps)
    } catch (error) {
      return setupFault(`email: ${reasonOf(error)}`)
    }
    if (!mayBegin()) return { kind: 'succeeded', status: 0 }
    const call = deps.tracing.start('SMTP DATA', {
      kind: 'client',
      parent: span.traceparent,
      attributes: deps.tracing.recording ? { 'server.address': email.host } : {},
    })
    const ends: Ended[] = []
    for (const recipient of to) {
      const mail: Mail = {
        from: senderOf(email),
        to: recipient,
        subject,
        text: body,
        messageId: messageId(invocation.id, recipient),
        headers: { 'X-Millrace-Invocation-Id': invocation.id, traceparent: call.traceparent },
      }
      ends.push({ recipient, sent: await sendMail(server, mail) })
    }
    const attempted = together(ends)
    if (attempted.kind === 'failed') call.fail(attempted.reason)
    call.end()
    return attempted
  }
}

/** Without `from`, a user name that is an address; else no sender at all, as in the original. */
function senderOf({ from, username = '' }: EmailTrigger): string {
  return from ?? (isMailAddress(username) ? username : '')
}

/** What is wrong with settings that no later attempt can mend. */
function faultOf({ to = [], subject = '', body = '' }: EmailTrigger): string | undefined {
  if (to.length === 0) return 'to: at least one recipient is required'
  if (to.length > recipientsMax) return `to: ${to.length} recipients, ${recipientsMax} are the most`
  const wrong = to.find((address) => !isMailAddress(address))
  if (wrong !== undefined) return `to: ${JSON.stringify(wrong.slice(0, 100))} is not an address`
  if (subject === '') return 'subject is required'
  return body === '' ? 'body is required' : undefined
}

async function serverOf(namespace: string, email: EmailTrigger, { secrets }: MessagingDeps): Promise<MailServer> {
  const { host, port = 0, username, smtpPassword } = email
  if (username === undefined || smtpPassword === undefined) return { host, port }
  const pass = (await secrets.secret(namespace, smtpPassword)).toString()
  return { host, port, credentials: { user: username, pass } }
}

/** The same for every repeat: what mail systems tell a copy by. */
function messageId(invocationId: string, recipient: string): string {
  const which = createHash('sha256').update(recipient).digest('hex').slice(0, 12)
  return `${invocationId}.${which}@millrace.invalid`
}

interface Ended {
  readonly recipient: string
  readonly sent: Sent
}

/** One message in doubt, or one that arrived beside one that did not, leaves the whole in doubt: a repeat sends all again. */
function together(ends: readonly Ended[]): Attempted {
  const failed = ends.flatMap(({ recipient, sent }) => (sent.kind === 'failed' ? [{ recipient, sent }] : []))
  if (failed.length === 0) return { kind: 'succeeded', status: 0 }
  const isNowhere = failed.length === ends.length && failed.every(({ sent }) => sent.effect === 'none')
  const reasons = failed.map(({ recipient, sent }) => `${recipient}: ${sent.reason}`).join('; ')
  const arrived = ends.length - failed.length
  const reason = `email: ${reasons}${arrived === 0 ? '' : ` (${arrived} of ${ends.length} were taken)`}`
  return { kind: 'failed', reason, status: 0, effect: isNowhere ? 'none' : 'unknown' }
}
