import { Progress, type EventRoad, type PendingInvocation, type Reason, type Sighting } from '@millrace/protocol/admin'
import { DecisionKind, Result, type Outcome } from '@millrace/protocol/road'
import { wordOf } from '../why/summary.ts'
import { html, type Html } from './html.ts'
import { styleTag } from './style.ts'
import { receivedAtUs, spanText, stepsOf, timeText } from './timings.ts'

const results: Readonly<Record<Result, readonly [word: string, look: string]>> = {
  [Result.UNSPECIFIED]: ['unknown', ''],
  [Result.SUCCEEDED]: ['succeeded', 'good'],
  [Result.RETRYING]: ['failed, tried again', 'wait'],
  [Result.DEAD]: ['given up: dead letter', 'bad'],
  [Result.UNCERTAIN]: ['given up: uncertain', 'bad'],
  [Result.CLAIM_LOST]: ['another replica took over', 'wait'],
  [Result.LIMITED]: ['over the rate, waits for its slot', 'wait'],
  [Result.PAUSED]: ['held while paused', 'wait'],
  [Result.PUT_OFF]: ['put off', 'wait'],
}

const headings: Readonly<Record<Progress, string>> = {
  [Progress.UNSPECIFIED]: 'The road of an event',
  [Progress.UNKNOWN]: 'Nothing is known of this event',
  [Progress.DELIVERED]: 'Accepted',
  [Progress.RECORDED]: 'Recorded',
  [Progress.ROUTED]: 'Decided: nothing fired',
  [Progress.UNDER_WAY]: 'Under way',
  [Progress.CONCLUDED]: 'Done',
}

/** The page of one event: how far it got, every try with its timings, and why other triggers did not fire. */
export function tracePage(id: string, road: EventRoad): string {
  const { outcomes, sightings, pending, searched } = road
  const moving: readonly Progress[] = [Progress.DELIVERED, Progress.RECORDED, Progress.UNDER_WAY]
  const isMoving = moving.includes(road.progress)
  return page(
    `Event ${id}`,
    html`<h1>${headings[road.progress] ?? ''}</h1>
      <p class="note">
        ${road.note === '' ? `${searched} messages were looked through; it may be older, or not have come.` : road.note}
      </p>
      ${isMoving ? html`<p><a href="/trace/${encodeURIComponent(id)}">Look again</a></p>` : ''} ${identity(id, road)}
      ${tries(outcomes)} ${decisions(road.reasons)} ${waiting(pending)} ${places(sightings)} ${searchForm(id)}`,
  )
}

/** The page that asks for an id. */
export function searchPage(): string {
  return page(
    'Events',
    html`<h1>The road of an event</h1>
      ${searchForm('')}`,
  )
}

function page(title: string, main: Html): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} · Millrace</title>
        ${styleTag}
      </head>
      <body>
        <header><a href="/">Millrace</a></header>
        <main>${main}</main>
      </body>
    </html>`.text
}

function searchForm(id: string): Html {
  return html`<h2>Another event</h2>
    <form method="get" action="/trace">
      <label
        >Event id, delivery id or invocation id<input
          name="id"
          value="${id}"
          required
          maxlength="1024"
          autocomplete="off"
      /></label>
      <button type="submit">Show its road</button>
    </form>`
}

interface Identity {
  readonly eventSource: string
  readonly eventName: string
  readonly eventId: string
  readonly deliveryId: string
  readonly receivedAtUs: bigint
  readonly traceparent: string
}

function identity(id: string, { outcomes, sightings, reasons }: EventRoad): Html {
  const decided = reasons.flatMap(({ event }) => (event === undefined ? [] : [{ ...event, traceparent: '' }]))
  const all: readonly Identity[] = [...outcomes.flatMap(({ events }) => events), ...sightings, ...decided]
  const event = all.find(({ eventId, deliveryId }) => eventId === id || deliveryId === id) ?? all[0]
  if (event === undefined)
    return html`<dl>
      <dt>Id</dt>
      <dd><code>${id}</code></dd>
    </dl>`
  const rows: readonly (readonly [string, string])[] = [
    ['Event id', event.eventId],
    ['Delivery id', event.deliveryId],
    ['From', `${event.eventSource}/${event.eventName}`],
    ['Received', timeText(event.receivedAtUs)],
    ['Trace id', event.traceparent.split('-')[1] ?? ''],
  ]
  const shown = rows.filter(([, value]) => value !== '')
  return html`<dl>
    ${shown.map(
      ([name, value]) =>
        html`<dt>${name}</dt>
          <dd><code>${value}</code></dd>`,
    )}
  </dl>`
}

function tries(outcomes: readonly Outcome[]): Html {
  if (outcomes.length === 0) return html``
  return html`<h2 id="tries">Tries</h2>
    <div class="scroll" tabindex="0" role="region" aria-labelledby="tries">
      <table>
        <caption>
          Each try of each trigger; times count from the moment the event was received.
        </caption>
        <thead>
          <tr>
            <th scope="col">Trigger</th>
            <th scope="col">Type</th>
            <th scope="col" class="number">Try</th>
            <th scope="col">Result</th>
            <th scope="col" class="number">Accepted</th>
            <th scope="col" class="number">Routed</th>
            <th scope="col" class="number">Started</th>
            <th scope="col" class="number">Finished</th>
            <th scope="col">Remark</th>
          </tr>
        </thead>
        <tbody>
          ${outcomes.map(row)}
        </tbody>
      </table>
    </div>`
}

/** What was decided and no try tells. */
function decisions(reasons: readonly Reason[]): Html {
  const others = reasons.filter(({ kind }) => kind !== DecisionKind.FIRED).slice(0, decisionsShownMax)
  if (others.length === 0) return html``
  return html`<h2 id="decisions">Decisions</h2>
    <div class="scroll" tabindex="0" role="region" aria-labelledby="decisions">
      <table>
        <caption>
          Why a trigger did not fire for it.
        </caption>
        <thead>
          <tr>
            <th scope="col">Trigger</th>
            <th scope="col">Dependency</th>
            <th scope="col">Decision</th>
            <th scope="col">Why</th>
          </tr>
        </thead>
        <tbody>
          ${others.map(
            (reason) =>
              html`<tr>
                <th scope="row">${reason.listener === undefined ? '–' : triggerOf(reason.listener)}</th>
                <td>${reason.listener?.dependency ?? ''}</td>
                <td class="${looks[reason.kind] ?? ''}">${wordOf(reason)}</td>
                <td>${reason.sentence}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`
}

/** Rows of decisions on one page at most. */
const decisionsShownMax = 500

const looks: Readonly<Partial<Record<DecisionKind, string>>> = {
  [DecisionKind.FAILED]: 'bad',
  [DecisionKind.WAITING]: 'wait',
  [DecisionKind.LIMITED]: 'wait',
  [DecisionKind.PAUSED]: 'wait',
}

function triggerOf({ sensor, trigger }: { readonly sensor: string; readonly trigger: string }): string {
  return `${sensor}/${trigger}`
}

function row(outcome: Outcome): Html {
  const [word, look] = results[outcome.result] ?? results[Result.UNSPECIFIED]
  const start = receivedAtUs(outcome)
  const steps = new Map(stepsOf(outcome).map(({ name, atUs }) => [name, atUs]))
  const after = (name: string): string => {
    const at = steps.get(name)
    return at === undefined || start === 0n ? '–' : spanText(at - start)
  }
  return html`<tr>
    <th scope="row">${outcome.sensor}/${outcome.trigger}</th>
    <td>${outcome.triggerType}</td>
    <td class="number">${outcome.attempt}</td>
    <td class="${look}">${word}${outcome.uncertain ? ' (its effect may exist twice)' : ''}</td>
    <td class="number">${after('accepted')}</td>
    <td class="number">${after('routed')}</td>
    <td class="number">${after('started')}</td>
    <td class="number">${after('finished')}</td>
    <td>${remark(outcome)}</td>
  </tr>`
}

function remark({ status, reason, nextAttemptAtUs }: Outcome): string {
  const parts = [
    status === 0 ? '' : `status ${status}`,
    reason,
    nextAttemptAtUs === 0n ? '' : `again at ${timeText(nextAttemptAtUs)}`,
  ]
  return parts.filter((part) => part !== '').join('; ')
}

function waiting(pending: readonly PendingInvocation[]): Html {
  if (pending.length === 0) return html``
  const items = pending.map(
    ({ sensor, trigger, attempt, id }) => html`<li>${sensor}/${trigger}, try ${attempt}: <code>${id}</code></li>`,
  )
  return html`<h2>Invocations that wait or run</h2>
    <ul>
      ${items}
    </ul>`
}

function places(sightings: readonly Sighting[]): Html {
  if (sightings.length === 0) return html``
  const items = sightings.map(
    ({ stream, seq, namespace, bus }) =>
      html`<li>${stream}, message ${String(seq)} (EventBus ${namespace}/${bus})</li>`,
  )
  return html`<h2>Where it is stored</h2>
    <ul>
      ${items}
    </ul>`
}
