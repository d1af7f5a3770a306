import { writeFileSync } from 'node:fs'
import { generate } from './document.ts'
import { surfaceOf } from './surface.ts'

// Only at a release: from then on /v1 keeps all of this.
writeFileSync(new URL('baseline.json', import.meta.url), `${JSON.stringify(surfaceOf(JSON.parse(await generate())), null, 1)}\n`)
