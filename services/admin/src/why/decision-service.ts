import type { ServiceImpl } from '@connectrpc/connect'
import { Progress, type DecisionService, type EventRoad } from '@millrace/protocol/admin'
import { callOf } from '../rpc/guarded-call.ts'
import type { AdminSubject } from '../subject.ts'
import { namespacesOf } from '../events/road-namespaces.ts'
import { summaryOf, unknownSummary } from './summary.ts'

/** Why an event had an effect, or none. */
export function decisionService({ road }: AdminSubject): ServiceImpl<typeof DecisionService> {
  return {
    async why({ id }, context) {
      const found = await road(id)
      await callOf(context).enterFound(namespacesOf(found))
      return { summary: whySummary(found), progress: found.progress, reasons: found.reasons }
    },
  }
}

function whySummary({ progress, note, reasons, searched }: EventRoad): string {
  if (progress === Progress.UNKNOWN) return unknownSummary(Number(searched))
  return reasons.length === 0 ? note : summaryOf(reasons)
}
