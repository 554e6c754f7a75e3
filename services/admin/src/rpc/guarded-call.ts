import { createContextKey, type ContextValues, type HandlerContext } from '@connectrpc/connect'
import type { DescMethod, Message } from '@bufbuild/protobuf'
import { ErrorReason, type Access as Rule } from '@millrace/protocol/admin'
import type { Access, Caller, Ruling } from '../access/caller.ts'
import type { AuditedCall, AuditLog } from '../audit/audit-log.ts'
import { adminFault } from './admin-fault.ts'
import { fieldText } from './field-text.ts'
import { methodName } from './method-rules.ts'

/** Who calls, once that is known. */
export const callerKey = createContextKey<Caller | undefined>(undefined, { description: 'caller' })
const callKey = createContextKey<GuardedCall | undefined>(undefined, { description: 'guarded call' })

/** What a call is guarded with. */
export interface CallGuards {
  readonly access: Access
  readonly audit: AuditLog
  readonly refused: (caller: Caller, method: string, reason: string) => void
}

/** One call of a known caller: what it may touch, and what of it is audited. */
export class GuardedCall {
  readonly caller: Caller
  readonly #method: DescMethod
  readonly #rule: Rule
  readonly #guards: CallGuards
  readonly #entered = new Set<string>()
  #audited: AuditedCall | undefined
  #request: Message | undefined

  constructor(caller: Caller, method: DescMethod, rule: Rule, guards: CallGuards) {
    this.caller = caller
    this.#method = method
    this.#rule = rule
    this.#guards = guards
  }

  /** Asks for the right where the request itself says in which namespace. */
  async begin(request: Message, peer: string): Promise<void> {
    const { namespaceField, clusterWide, audited } = this.#rule
    this.#request = request
    if (audited) this.#audited = this.#guards.audit.open(this.caller, this.#method, peer)
    if (clusterWide) await this.enter('')
    else if (namespaceField !== '') await this.enter(fieldText(this.#method.input, request, namespaceField))
  }

  /**
   * Asks for the method's right in a namespace; an empty one means all. Of an audited method the intention is written then.
   * A handler that finds its object by id must call this before it tells or changes anything. Throws `FORBIDDEN`.
   */
  async enter(namespace: string): Promise<void> {
    if (this.#entered.has(namespace)) return
    await this.#demand(namespace)
    this.#entered.add(namespace)
    if (this.#request !== undefined) await this.#audited?.intend(namespace, this.#method.input, this.#request)
  }

  /**
   * Asks for the right where an id was looked up: in the namespaces of what was found, or in all where nothing was. Who lacks
   * it is told the same in both cases. Throws `FORBIDDEN`.
   */
  async enterFound(namespaces: Iterable<string>): Promise<void> {
    const found = new Set(namespaces)
    for (const namespace of found.size === 0 ? [''] : found) {
      if (!(await this.#may(namespace))) throw this.#refusal('of this id, if there is any', '', '')
    }
    for (const namespace of found.size === 0 ? [''] : found) await this.enter(namespace)
  }

  /** Whether a right was asked for. */
  get hasEntered(): boolean {
    return this.#entered.size > 0
  }

  /** A handler that forgot to ask would tell everybody everything. */
  assertEntered(): void {
    if (!this.hasEntered) throw new Error(`${methodName(this.#method)} asked for no right`)
  }

  async end(): Promise<void> {
    await this.#audited?.end()
  }

  async fail(code: string, message: string): Promise<void> {
    await this.#audited?.fail(code, message)
  }

  async #may(namespace: string): Promise<boolean> {
    return this.#entered.has(namespace) || (await this.#ruling(namespace)).kind === 'allowed'
  }

  #ruling(namespace: string): Promise<Ruling> {
    const { verb, resource } = this.#rule
    return this.#guards.access.judge(this.caller, { verb, resource, namespace })
  }

  async #demand(namespace: string): Promise<void> {
    const ruling = await this.#ruling(namespace)
    if (ruling.kind === 'allowed') return
    const where = namespace === '' ? 'in all namespaces' : `in namespace ${namespace}`
    const hint =
      namespace === '' && this.#rule.namespaceField !== '' ? `; or name one: ${this.#rule.namespaceField}` : ''
    throw this.#refusal(`${where}${hint}`, namespace, ruling.reason)
  }

  #refusal(where: string, namespace: string, reason: string): Error {
    const { verb, resource } = this.#rule
    this.#guards.refused(this.caller, methodName(this.#method), `${verb} ${resource} ${where}`)
    const why = reason === '' ? '' : ` (${reason})`
    return adminFault(ErrorReason.FORBIDDEN, `${this.caller.name} may not ${verb} ${resource} ${where}${why}`, {
      metadata: { verb, resource, namespace },
    })
  }
}

export function setCall(values: ContextValues, call: GuardedCall): void {
  values.set(callKey, call)
}

/** The call that a handler serves. */
export function callOf({ values }: Pick<HandlerContext, 'values'>): GuardedCall {
  const call = values.get(callKey)
  if (call === undefined) throw new Error('a handler was reached without its guard')
  return call
}
