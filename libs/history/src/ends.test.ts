import { DecisionKind, Result } from '@millrace/protocol/road'
import { expect, test } from 'vitest'
import { claimLost, endOfDecision, endOfResult, endWords } from './ends.ts'

test('ends are the numbers of the enumerations', () => {
  expect(endWords).toEqual({
    filtered: endOfDecision(DecisionKind.FILTERED),
    waiting: endOfDecision(DecisionKind.WAITING),
    duplicate: endOfDecision(DecisionKind.DUPLICATE),
    failed: endOfDecision(DecisionKind.FAILED),
    unheard: endOfDecision(DecisionKind.UNHEARD),
    succeeded: endOfResult(Result.SUCCEEDED),
    retrying: endOfResult(Result.RETRYING),
    dead: endOfResult(Result.DEAD),
    uncertain: endOfResult(Result.UNCERTAIN),
    limited: endOfResult(Result.LIMITED),
    paused: endOfResult(Result.PAUSED),
    'put-off': endOfResult(Result.PUT_OFF),
  })
  expect(claimLost).toBe(endOfResult(Result.CLAIM_LOST))
})
