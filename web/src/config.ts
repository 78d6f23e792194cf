/** What the host says about itself, so that one build serves every deployment. */
export type Config = {
  region: string
  userPoolId: string
  clientId: string
  cognitoEndpoint: string
  api: string
}

export async function loadConfig(): Promise<Config> {
  const response = await fetch('/config.json', { cache: 'no-store' })
  if (!response.ok) throw new Error(`/config.json answered ${response.status}`)
  return response.json()
}
