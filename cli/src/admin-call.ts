import { CliError } from './cli-error.ts'

const timeoutMs = 10_000

/** Calls the admin API over Connect's JSON form. */
export async function adminCall<T>(adminUrl: string, method: string, request: object): Promise<T> {
  const url = `${adminUrl}/millrace.admin.v1.AdminService/${method}`
  let response: Response
  try {
    response = await fetch(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(request),
      signal: AbortSignal.timeout(timeoutMs),
    })
  } catch (cause) {
    throw new CliError(`the admin API does not answer at ${adminUrl}; look at: millrace logs`, { cause })
  }
  if (!response.ok)
    throw new CliError(`the admin API answered ${response.status}: ${(await response.text()).slice(0, 500)}`)
  // The schema of the answer is the caller's; a member that is missing is protobuf's default.
  return (await response.json()) as T
}
