/** Loaded before the tests by fuzz.mjs: each property runs until its time is over, on inputs that no earlier run has seen. */
import fc from 'fast-check'

fc.configureGlobal({
  numRuns: Number.MAX_SAFE_INTEGER,
  interruptAfterTimeLimit: Number(process.env.FUZZ_EACH_MS),
  markInterruptAsFailure: false,
})
