/**
 * Who is signed in, as the platform says it. Its authentication strips this header from what comes from outside and sets
 * it itself; without it anybody can send the header, and then it must count for nothing. See
 * https://learn.microsoft.com/azure/app-service/configure-authentication-user-identities and, for the read-only setting
 * that the platform injects, https://learn.microsoft.com/azure/app-service/reference-app-settings
 */
const HEADER = 'x-ms-client-principal-name';

/** @returns null: nobody, or nobody knows; whoever answers types a name */
export function signedInName(
  headers: { get(name: string): string | null },
  env: { readonly [name: string]: string | undefined },
): string | null {
  if (env.WEBSITE_AUTH_ENABLED?.toLowerCase() !== 'true') return null;
  return headers.get(HEADER)?.trim() || null;
}
