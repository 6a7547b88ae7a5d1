/** How this machine signs in to a real tenant; said wherever it could not. */
export const SIGN_IN_HINT =
  'Run `az login`, or set AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET of a service principal.';
