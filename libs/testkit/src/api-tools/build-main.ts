import { apiTools, findApiTool } from './api-tools.fixture.ts'

// `node libs/testkit/src/api-tools/build-main.ts`: fills the cache.
for (const tool of Object.values(apiTools)) {
  const found = await findApiTool(tool, { say: console.log, mayBuild: true })
  if (found.kind === 'missing') {
    console.log(found.reason)
    process.exitCode = 1
  }
}
