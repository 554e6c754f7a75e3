import type { Call, Caller, Headers } from './transport.ts'

/** Calls of a caller, each with these headers; its connections are not ours, so disposing leaves them alone. */
export function withHeaders(headers: Headers, caller: Caller): Caller {
  const given = (call: Call): Call => ({ ...call, headers: { ...call.headers, ...headers } })
  return {
    json: (call) => caller.json(given(call)),
    text: (call) => caller.text(given(call)),
    lines: (call) => caller.lines(given(call)),
    [Symbol.dispose]() {},
  }
}
