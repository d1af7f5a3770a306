import { createTransport } from 'nodemailer'
import type { Mailer } from '../domain/mail.ts'

/** Mail by SMTP; `url` is smtp:// or smtps://, with user and password where the server wants them. Rejects when the server does not take it. */
export function createMailer (url: string, from: string): Mailer {
  const transport = createTransport(url, { connectionTimeout: 10_000, socketTimeout: 20_000, greetingTimeout: 10_000 } as object)
  return {
    async send ({ to, subject, text }) {
      await transport.sendMail({ from, to, subject, text })
    }
  }
}
