// Whose domain mail comes from. One rule for the mail resources and the app's settings, so that they cannot differ.

@export()
@description('A mail domain as Azure describes it.')
type DomainProperties = resourceOutput<'Microsoft.Communication/emailServices/domains@2025-09-01'>.properties

@export()
@description('Whether the domain is proven to be ours and its mail is signed: unverified ones cannot be linked.')
func isVerified(domain DomainProperties) bool =>
  domain.?verificationStates.?Domain.?status == 'Verified' && domain.?verificationStates.?SPF.?status == 'Verified' && domain.?verificationStates.?DKIM.?status == 'Verified' && domain.?verificationStates.?DKIM2.?status == 'Verified'
