// The common case. Set MAIL_TO in the environment; everything else has a default (settings.bicep and types.bicep say what there is).
using 'main.bicep'

param settings = {
  MAIL_TO: readEnvironmentVariable('MAIL_TO')
}

// azd finds what it deployed by this tag.
param tags = {
  'azd-env-name': readEnvironmentVariable('AZURE_ENV_NAME', 'writeback-watch')
}
