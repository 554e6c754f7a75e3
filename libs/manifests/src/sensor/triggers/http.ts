import { basicAuth } from '../../blocks/basic-auth.ts'
import { checkTls, tlsConfig } from '../../blocks/tls-config.ts'
import { list, long, map, may, need, object, oneOf, string } from '../../schema/build.ts'
import type { Infer } from '../../schema/schema.ts'
import type { Check } from '../../validate/check.ts'
import { headerParameter, payload, triggerParameters } from '../parameter.ts'
import { checkSecureHeaders, secureHeader } from '../secure-header.ts'

/** Sends an HTTP request. */
export const httpTrigger = object('HTTPTrigger', {
  url: need(string(), 'Where to.', 'url is required', { aliases: ['serverURL'] }),
  method: may(oneOf(['GET', 'DELETE', 'PATCH', 'POST', 'PUT']), 'Default POST.'),
  payload: may(payload, 'The body.'),
  headers: may(map(string({ keepEmpty: true })), 'Headers.'),
  dynamicHeaders: may(list(headerParameter), 'Headers with values from events.'),
  secureHeaders: may(list(secureHeader), 'Headers with values from Secrets and ConfigMaps.'),
  basicAuth: may(basicAuth, 'User and password.'),
  host: may(string(), 'Host header.'),
  timeout: may(long(0), 'Of the whole request, in seconds. Default 60.'),
  tls: may(tlsConfig, 'TLS towards the server.'),
  parameters: may(triggerParameters, 'Written into these very settings.'),
})

export type HttpTrigger = Infer<typeof httpTrigger>

/** `isFinal` says that no parameter may change the template. */
export function checkHttp(trigger: HttpTrigger, check: Check, isFinal: boolean): void {
  checkTls(trigger.tls, check)
  checkSecureHeaders(trigger.secureHeaders, check)
  const fault = urlFault(trigger.url)
  if (fault !== undefined && isFinal && trigger.parameters === undefined) {
    check.warning('suspect', trigger, ['url'], fault, 'write the whole URL, such as http://host:8080/path')
  }
}

function urlFault(text: string): string | undefined {
  if (!URL.canParse(text)) return 'not a URL'
  const { protocol } = new URL(text)
  return protocol === 'http:' || protocol === 'https:' ? undefined : 'not an http or https URL'
}
