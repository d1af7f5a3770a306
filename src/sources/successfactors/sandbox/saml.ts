import { XMLParser } from 'fast-xml-parser'
import { SignedXml } from 'xml-crypto'

const parser = new XMLParser({ removeNSPrefix: true, ignoreAttributes: false, attributeNamePrefix: '@', parseTagValue: false })

export interface Expected { clientId: string, certificate: string, user: string, tokenUrl: string, now: number }

/** Why an assertion is not believed; undefined: it is. Only what the signature covers is looked at. */
export function whyNotBelieved (encoded: string, { clientId, certificate, user, tokenUrl, now }: Expected): string | undefined {
  const text = Buffer.from(encoded, 'base64').toString()
  const signature = /<ds:Signature[\s>].*<\/ds:Signature>/s.exec(text)?.[0]
  if (signature === undefined) return 'not signed'
  let covered: string[]
  try {
    const signed = new SignedXml({ publicCert: certificate, getCertFromKeyInfo: () => null })
    signed.loadSignature(signature)
    if (!signed.checkSignature(text)) return 'wrongly signed'
    covered = signed.getSignedReferences()
  } catch {
    return 'wrongly signed'
  }
  const { Assertion: assertion } = parser.parse(covered[0] ?? '') as { Assertion?: any }
  if (assertion === undefined) return 'no assertion'
  const { Subject: subject, Conditions: conditions, AttributeStatement: statement } = assertion
  const confirmation = subject?.SubjectConfirmation?.SubjectConfirmationData
  if (subject?.NameID?.['#text'] !== user || !String(subject?.NameID?.['@Format']).endsWith(':unspecified')) return 'another user'
  if (subject?.SubjectConfirmation?.['@Method'] !== 'urn:oasis:names:tc:SAML:2.0:cm:bearer' || confirmation?.['@Recipient'] !== tokenUrl) return 'another recipient'
  if (conditions?.AudienceRestriction?.Audience !== 'www.successfactors.com') return 'another audience'
  if (!(Date.parse(conditions['@NotBefore']) <= now && now < Date.parse(conditions['@NotOnOrAfter']) && now < Date.parse(confirmation['@NotOnOrAfter']))) return 'not now'
  const key = [statement?.Attribute].flat().find((each) => each?.['@Name'] === 'api_key')?.AttributeValue
  return key === clientId ? undefined : 'another client'
}
