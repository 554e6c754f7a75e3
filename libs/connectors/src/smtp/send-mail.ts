import { reasonOf, refused, uncertain, type Sent } from '../sent.ts'

/** A mail server and who we are to it. It holds a secret. */
export interface MailServer {
  readonly host: string
  /** 0: 587. 465 speaks TLS from the first byte; others after STARTTLS, where the server offers it. */
  readonly port: number
  readonly credentials?: { readonly user: string; readonly pass: string }
}

/** A plain text message to one recipient. */
export interface Mail {
  /** Empty: no sender, and bounces go nowhere. */
  readonly from: string
  readonly to: string
  readonly subject: string
  readonly text: string
  /** Without angle brackets. */
  readonly messageId: string
  readonly headers: Readonly<Record<string, string>>
}

const implicitTlsPort = 465
const connectMaxMs = 10_000
const silenceMaxMs = 30_000

/** Sends a message over a connection of its own. */
export async function sendMail({ host, port, credentials }: MailServer, mail: Mail): Promise<Sent> {
  const { createTransport } = await import('nodemailer')
  const progress = new Progress()
  const transport = createTransport({
    // The transaction's log is the one place that says how far it came.
    logger: progress,
    transactionLog: true,
    host,
    ...(port === 0 ? {} : { port }),
    secure: port === implicitTlsPort,
    connectionTimeout: connectMaxMs,
    greetingTimeout: connectMaxMs,
    socketTimeout: silenceMaxMs,
    disableFileAccess: true,
    disableUrlAccess: true,
    ...(credentials === undefined ? {} : { auth: credentials }),
  })
  try {
    await transport.sendMail({
      ...(mail.from === '' ? { envelope: { from: '', to: [mail.to] } } : { from: mail.from }),
      to: { name: '', address: mail.to },
      subject: mail.subject,
      text: mail.text,
      messageId: `<${mail.messageId}>`,
      headers: { ...mail.headers },
    })
    return { kind: 'sent' }
  } catch (error) {
    const isAnswer = (error as { readonly responseCode?: number }).responseCode !== undefined
    return progress.isInData && !isAnswer ? uncertain(reasonOf(error)) : refused(reasonOf(error))
  } finally {
    transport.close()
  }
}

/** Follows nodemailer's log: a server has nothing of a message before DATA, and all of it once it has answered its end. */
class Progress {
  isInData = false

  debug(entry: object, text: unknown): void {
    if ('tnx' in entry && entry.tnx === 'client' && text === 'DATA') this.isInData = true
  }

  level(): void {}
  trace(): void {}
  info(): void {}
  warn(): void {}
  error(): void {}
  fatal(): void {}
}
