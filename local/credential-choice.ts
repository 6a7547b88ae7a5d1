/**
 * Chooses how this machine signs in to a real tenant, unless AZURE_TOKEN_CREDENTIALS says it: a service principal if
 * its secret or certificate is in the environment, else `az login`. So nothing waits for a managed identity that is not there.
 */
export function withCredentialChoice(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  if (!env.AZURE_TOKEN_CREDENTIALS && !env.IDENTITY_ENDPOINT) {
    const isApp = env.AZURE_CLIENT_SECRET !== undefined || env.AZURE_CLIENT_CERTIFICATE_PATH !== undefined;
    // The SDK reads this from the process and from nowhere else.
    process.env.AZURE_TOKEN_CREDENTIALS = isApp ? 'EnvironmentCredential' : 'AzureCliCredential';
  }
  return env;
}
