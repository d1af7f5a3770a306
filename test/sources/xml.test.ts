import fc from 'fast-check'
import t from 'tap'
import { elementAt, elementsIn, namespaceOf, textOf, xmlIn, xmlOf } from '../../src/sources/xml.ts'

t.test('names come without prefixes, and an element that comes twice is a list', async (t) => {
  const parsed = xmlIn('<?xml version="1.0"?><ns2:a xmlns:ns2="urn:x"><ns2:b k="v">1</ns2:b><b> 02 </b><c xsi:nil="true"/><d/></ns2:a>')
  t.ok(parsed.ok)
  const { value } = parsed as Extract<typeof parsed, { ok: true }>
  t.same(elementsIn(elementAt(value, 'a', 'b')).map(textOf), ['1', '02'], 'numbers are texts, zeros stay')
  t.equal(textOf(elementAt(value, 'a', 'c')), undefined)
  t.equal(textOf(elementAt(value, 'a', 'd')), undefined)
  t.same(elementsIn(elementAt(value, 'a', 'x')), [])
})

t.test('the namespace of an element, whatever its prefix and wherever it was declared', async (t) => {
  t.equal(namespaceOf('<S:E xmlns:S="urn:s" xmlns:n="urn:n"><S:B><n:X><X xmlns="urn:later"/></n:X></S:B></S:E>', 'X'), 'urn:n')
  t.equal(namespaceOf('<E xmlns="urn:d"><B><X/></B></E>', 'X'), 'urn:d')
  t.equal(namespaceOf('<E xmlns="urn:d"><X xmlns=""/></E>', 'X'), '')
  t.equal(namespaceOf('<a:E xmlns:a="urn:a"><a:X xmlns:a="urn:b"/></a:E>', 'X'), 'urn:b')
  for (const text of ['<E/>', 'nothing', '<a:X/>', '']) t.equal(namespaceOf(text, 'X'), undefined)
})

t.test('nothing outside is read and nothing grows', async (t) => {
  const lol = '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;">]><a>&lol2;</a>'
  const file = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'
  for (const text of [lol, file]) t.match(xmlIn(text), { ok: false, reason: /DOCTYPE/ })
  const plain = xmlIn('<a>&amp;&lt;&#225;&#x41;</a>')
  t.equal(textOf(elementAt((plain as { value: object }).value, 'a')), '&<áA')
  t.match(xmlIn('<a>'.repeat(100) + '</a>'.repeat(100)), { ok: false })
  t.match(xmlIn('<a><b></a>'), { ok: false, reason: /well-formed/ })
})

t.test('what is built is read as it was, whatever the texts hold', async () => {
  const text = fc.string().map((each) => each.replace(/[^\x20-\x7eà-ü]/g, '').trim()).filter((each) => each !== '')
  fc.assert(fc.property(text, (value) => {
    const parsed = xmlIn(xmlOf({ a: { b: value } }))
    return parsed.ok && textOf(elementAt(parsed.value, 'a', 'b')) === value
  }))
})

t.test('whatever arrives is parsed or refused with a reason', async () => {
  fc.assert(fc.property(fc.oneof(fc.string(), fc.string().map((text) => `<a>${text}</a>`), fc.string().map((text) => `<${text}/>`)), (text) => {
    const parsed = xmlIn(text)
    return parsed.ok || parsed.reason !== ''
  }))
})
