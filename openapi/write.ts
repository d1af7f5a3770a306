import { writeFileSync } from 'node:fs'
import { generate } from './document.ts'

writeFileSync(new URL('openapi.json', import.meta.url), await generate())
