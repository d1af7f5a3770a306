import { createHash, X509Certificate } from 'node:crypto'
import { SignedXml } from 'xml-crypto'
import { isoOf, type Instant } from '../../domain/calendar.ts'
import { ReadFailure } from '../../domain/reading.ts'
import { xmlOf } from '../xml.ts'
import type { Settings } from './settings.ts'

const SAML = 'urn:oasis:names:tc:SAML:2.0'
const EXCLUSIVE = 'http://www.w3.org/2001/10/xml-exc-c14n#'
const ALGORITHMS = {
  'rsa-sha256': ['http://www.w3.org/2001/04/xmldsig-more#rsa-sha256', 'http://www.w3.org/2001/04/xmlenc#sha256'],
  'rsa-sha1': ['http://www.w3.org/2000/09/xmldsig#rsa-sha1', 'http://www.w3.org/2000/09/xmldsig#sha1']
} as const
const EARLY_MS = 5 * 60_000
const LIFETIME_MS = 10 * 60_000

export interface Asserted { user: string, clientId: string, privateKey: string, certificate: string | undefined, tokenUrl: string }

/** Who asks for a token, signed with the key whose certificate is registered with the OAuth client: RFC 7522, in base64. */
export function assertion ({ user, clientId, privateKey, certificate, tokenUrl }: Asserted, settings: Settings, now: Instant): string {
  const { issuer = 'www.successfactors.com', audience = 'www.successfactors.com', recipient = tokenUrl, signature = 'rsa-sha256', api_user_is: userIs = 'user_id' } = settings
  const at = isoOf(now)
  const until = isoOf(now + LIFETIME_MS)
  const attribute = (name: string, value: string) => ({ '@Name': name, 'saml2:AttributeValue': value })
  const text = xmlOf({
    'saml2:Assertion': {
      '@xmlns:saml2': `${SAML}:assertion`,
      '@ID': `_${createHash('sha256').update(`${clientId} ${user} ${now}`).digest('hex').slice(0, 32)}`,
      '@IssueInstant': at,
      '@Version': '2.0',
      'saml2:Issuer': issuer,
      'saml2:Subject': {
        'saml2:NameID': { '@Format': 'urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified', '#text': user },
        'saml2:SubjectConfirmation': { '@Method': `${SAML}:cm:bearer`, 'saml2:SubjectConfirmationData': { '@NotOnOrAfter': until, '@Recipient': recipient } }
      },
      'saml2:Conditions': { '@NotBefore': isoOf(now - EARLY_MS), '@NotOnOrAfter': until, 'saml2:AudienceRestriction': { 'saml2:Audience': audience } },
      'saml2:AuthnStatement': { '@AuthnInstant': at, 'saml2:AuthnContext': { 'saml2:AuthnContextClassRef': `${SAML}:ac:classes:PasswordProtectedTransport` } },
      'saml2:AttributeStatement': { 'saml2:Attribute': [attribute('api_key', clientId), attribute('use_username', String(userIs === 'username'))] }
    }
  })
  return Buffer.from(signed(text, privateKey, certificate, signature)).toString('base64')
}

function signed (text: string, privateKey: string, certificate: string | undefined, algorithm: keyof typeof ALGORITHMS): string {
  const [signatureAlgorithm, digestAlgorithm] = ALGORITHMS[algorithm]
  try {
    const signature = new SignedXml({
      privateKey,
      signatureAlgorithm,
      canonicalizationAlgorithm: EXCLUSIVE,
      ...(certificate === undefined ? { getKeyInfoContent: () => null } : { publicCert: new X509Certificate(certificate).toString() })
    })
    signature.addReference({ xpath: "/*[local-name(.)='Assertion']", digestAlgorithm, transforms: ['http://www.w3.org/2000/09/xmldsig#enveloped-signature', EXCLUSIVE] })
    signature.computeSignature(text, { prefix: 'ds', location: { reference: "/*/*[local-name(.)='Issuer']", action: 'after' } })
    return signature.getSignedXml()
  } catch {
    throw new ReadFailure('not_configured', 'The SAML assertion could not be signed: private_key and certificate have to be in PEM, the key an RSA key without a password.')
  }
}
