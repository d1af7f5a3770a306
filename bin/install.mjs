// Runs before start, test and check, on whatever Node the machine has: installs what is missing, or nothing.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

process.chdir(fileURLToPath(new URL('..', import.meta.url)))

if (!isInstalled()) {
  console.log('Installing packages: once, about a minute.')
  // The machine's own Node may be older than packages want (node, one of them, brings the one they run on): no word of that.
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { stdio: 'inherit', shell: process.platform === 'win32' })
  if (status !== 0) stop('The packages could not be installed: see above, and start again.', status ?? 1)
  if (!existsSync('node_modules/node/bin/node')) stop('Node was not installed, as npm is set to run no install scripts: run "npm rebuild --ignore-scripts=false".')
}

/** npm writes its own lock file into node_modules when everything is there; an interrupted install has none. */
function isInstalled () {
  if (!existsSync('node_modules/.package-lock.json') || !existsSync('node_modules/node/bin/node')) return false
  const there = packagesOf('node_modules/.package-lock.json')
  return Object.entries(packagesOf('package-lock.json')).every(([path, { version, optional }]) =>
    path === '' || there[path]?.version === version || (optional && !there[path]))
}

function packagesOf (file) {
  return JSON.parse(readFileSync(file, 'utf8')).packages
}

function stop (why, status = 1) {
  console.error(why)
  process.exit(status)
}
