import { marked, triggerLabels } from '@millrace/sensor'
import { expect, test } from 'vitest'
import { deliveryOf } from '../attempt.fixture.ts'
import { isMarked, markOf } from './mark.ts'

const mark = markOf({ id: 'i1', events: new Map([['dep', deliveryOf('{}')]]) }, '00-trace')

test('a marked object keeps what it has, and is known again', () => {
  const object = { kind: 'A', metadata: { name: 'a', labels: { l: '1' }, annotations: { b: '2' } } }
  const after = marked(object, mark.annotations, triggerLabels('s', 't', '12'))
  expect(after).toEqual({
    kind: 'A',
    metadata: {
      name: 'a',
      labels: {
        l: '1',
        'events.argoproj.io/sensor': 's',
        'events.argoproj.io/trigger': 't',
        'events.argoproj.io/action-timestamp': '12',
      },
      annotations: {
        b: '2',
        'millrace.io/invocation-id': 'i1',
        'millrace.io/event-ids': '{"dep":"e1"}',
        'millrace.io/traceparent': '00-trace',
      },
    },
  })
  expect(isMarked(after, mark)).toBe(true)
  expect(isMarked(after, { invocationId: 'i2' })).toBe(false)
  expect(isMarked({}, mark)).toBe(false)
})
