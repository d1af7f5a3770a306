import { existsSync } from 'node:fs'
import t from 'tap'
import { chromium } from 'playwright-core'
import { notifications } from '../../src/sources/index.ts'
import { setup } from './setup.ts'

const CHROMIUM = '/usr/bin/chromium'
const ARGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run']

t.test('the page names no address but this instance, and says so to the browser', async (t) => {
  const { get } = await setup(t)
  const page = await get('/docs', '')
  t.equal(page.statusCode, 200)
  t.match(page.headers['content-security-policy'], /default-src 'none'.*connect-src 'self'/)
  t.notMatch(page.body, /https?:\/\//)
})

t.test('without a demonstration no key is on the page', async (t) => {
  const { get } = await setup(t)
  t.equal((await get('/docs/static/theme/key.js', '')).body, 'const docsKey = ""')
})

t.test('in a browser', existsSync(CHROMIUM) ? {} : { skip: `${CHROMIUM} is not installed` }, async (t) => {
  const { app, arrivals } = await setup(t, { docsKey: 'ingest', notifications })
  const address = await app.listen({ port: 0, host: '127.0.0.1' })
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ARGS })
  t.teardown(() => browser.close())
  const page = await browser.newPage({ viewport: { width: 1280, height: 1600 } })
  const asked: string[] = []
  const complaints: string[] = []
  page.on('request', (request) => { asked.push(request.url()) })
  page.on('console', (message) => { if (message.type() === 'error') complaints.push(message.text()) })
  page.on('pageerror', (error) => complaints.push(error.message))
  await page.goto(`${address}/docs`)

  await t.test('try it sends a hire with the key of the demonstration', async (t) => {
    await page.locator('#operations-Events-post_hire .opblock-summary-control').click()
    await page.locator('#operations-Events-post_hire button.execute').click()
    await page.locator('#operations-Events-post_hire .live-responses-table .response-col_status').getByText('202').waitFor()
    t.match(arrivals, [{ caller: { keyId: 'key_ingest' }, route: 'hire', statements: [{ statement: { fields: { full_name: 'Ana Souza' } } }] }])
  })

  await t.test('nothing is loaded from anywhere else, and nothing was blocked', async (t) => {
    t.same(asked.filter((url) => !url.startsWith(`${address}/`) && !url.startsWith('data:')), [])
    t.same(complaints, [])
  })
})
