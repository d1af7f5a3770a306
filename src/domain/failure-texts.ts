import type { Language } from './faults.ts'
import { inWords, type Sentence } from './sentences.ts'

const AWAY: Sentence = ['The destination could not be reached ({code}). It is tried again by itself.', 'O destino não pôde ser alcançado ({code}). Será tentado de novo automaticamente.']
const NO_NAME: Sentence = ['The address of the destination is not known to the network ({code}): check base_url.', 'A rede não conhece o endereço do destino ({code}): confira base_url.']
const CUT_OFF: Sentence = ['The connection ended before an answer came ({code}). What happened there is looked at before anything is repeated.', 'A conexão terminou antes da resposta ({code}). O que aconteceu lá é verificado antes de repetir qualquer coisa.']
const CERTIFICATE: Sentence = ['The certificate of the destination is not accepted ({code}): check base_url and the certificate.', 'O certificado do destino não é aceito ({code}): confira base_url e o certificado.']
const LEADER: Sentence = ['The destination does not take this leader ({code}): look at the managers in HR.', 'O destino não aceita este gestor ({code}): confira os gestores no RH.']

/** What failed, by the code of the outcome: what it means and who does what next. `{code}` is the code itself. */
const FAILURES: Record<string, Sentence> = {
  timeout: CUT_OFF,
  ECONNRESET: CUT_OFF,
  EPIPE: CUT_OFF,
  UND_ERR_SOCKET: CUT_OFF,
  UND_ERR_HEADERS_TIMEOUT: CUT_OFF,
  UND_ERR_BODY_TIMEOUT: CUT_OFF,
  UND_ERR_RES_EXCEEDED_MAX_SIZE: ['The answer was larger than we read ({code}).', 'A resposta era maior do que lemos ({code}).'],
  ECONNREFUSED: AWAY,
  EHOSTUNREACH: AWAY,
  ENETUNREACH: AWAY,
  EAI_AGAIN: AWAY,
  UND_ERR_CONNECT_TIMEOUT: AWAY,
  ENOTFOUND: NO_NAME,
  ERR_INVALID_URL: NO_NAME,
  PRIVATE_NETWORK: ['The destination is at an address of a private network, and calling those is not allowed here.', 'O destino está em um endereço de rede privada, e chamá-los não é permitido aqui.'],
  CERT_HAS_EXPIRED: CERTIFICATE,
  DEPTH_ZERO_SELF_SIGNED_CERT: CERTIFICATE,
  SELF_SIGNED_CERT_IN_CHAIN: CERTIFICATE,
  ERR_TLS_CERT_ALTNAME_INVALID: CERTIFICATE,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: CERTIFICATE,
  not_json: ['The destination answered something that is not its API: check base_url, and whether something stands in between.', 'O destino respondeu algo que não é a sua API: confira base_url e se há algo no caminho.'],
  nowhere: ['There is no such API at this address: check base_url.', 'Não há esta API neste endereço: confira base_url.'],
  redirected: ['The destination sends us to another address, which is never followed: put the final one into base_url.', 'O destino redireciona para outro endereço, o que nunca é seguido: coloque o endereço final em base_url.'],
  contradictory: ['The answer says yes and no at once. What happened there is looked at before anything is repeated.', 'A resposta diz sim e não ao mesmo tempo. O que aconteceu lá é verificado antes de repetir qualquer coisa.'],
  unrecognised: ['The destination answered something that nobody has described. It is tried again, and an alert was raised.', 'O destino respondeu algo que ninguém descreveu. Será tentado de novo, e um alerta foi emitido.'],
  endless_plan: ['Our plan for this person does not come to an end: the fault is ours.', 'O nosso plano para esta pessoa não chega ao fim: a falha é nossa.'],
  internal: ['We stumbled over this person ourselves: the fault is ours, and it is tried again later.', 'Nós mesmos falhamos com esta pessoa: a falha é nossa, e será tentado de novo mais tarde.'],
  not_visible_yet: ['What was written a moment ago is not visible there yet.', 'O que foi gravado há pouco ainda não está visível lá.'],
  duplicate: ['The destination says that somebody there has these identifiers already.', 'O destino diz que alguém lá já tem estes identificadores.'],
  not_found: ['The destination does not find the person any more.', 'O destino não encontra mais a pessoa.'],
  has_reports: ['The destination does not end somebody who still leads people there.', 'O destino não encerra quem ainda lidera pessoas lá.'],
  leader_not_found: LEADER,
  leader_below: LEADER,
  own_leader: LEADER,
  group_not_granted: ['The destination knows this person and does not let us write: the group is not among the groups of the API credential (API Groups), or the credential lacks the right. Grant it, then retry.', 'O destino conhece esta pessoa e não permite gravar: o grupo não está entre os grupos da credencial de API (API Groups), ou falta permissão à credencial. Conceda e tente de novo.'],
  no_token: ['The destination gives no token: look at the credentials and at the address of its tokens, then resume the destination.', 'O destino não fornece um token: confira as credenciais e o endereço dos tokens e retome o destino.'],
  resignation_pair: ['The destination wants date and reason of a termination together.', 'O destino exige data e motivo do desligamento juntos.'],
  http_401: ['The destination does not accept the credentials: look at them, then resume the destination.', 'O destino não aceita as credenciais: confira-as e retome o destino.'],
  http_403: ['The credentials are not allowed to do this: look at them, then resume the destination.', 'As credenciais não têm permissão para isto: confira-as e retome o destino.'],
  http_408: AWAY,
  http_429: ['The destination asks for patience ({code}). It is tried again when it said.', 'O destino pede paciência ({code}). Será tentado de novo quando ele indicou.']
}

const BROKEN: Sentence = ['The destination is out of order ({code}). It is tried again by itself.', 'O destino está fora de operação ({code}). Será tentado de novo automaticamente.']
const REFUSED: Sentence = ['The destination refuses this ({code}).', 'O destino recusa isto ({code}).']
const OTHER: Sentence = ['It did not succeed ({code}).', 'Não foi possível concluir ({code}).']

/** What failed, in the reader's language. A code that has no sentence is shown as it is. */
export function describeFailure (code: string, language: Language): string {
  const own = Object.hasOwn(FAILURES, code) ? FAILURES[code] : undefined
  return inWords(own ?? (/^http_5\d\d$/.test(code) ? BROKEN : /^http_4\d\d$/.test(code) ? REFUSED : OTHER), language, { code })
}
