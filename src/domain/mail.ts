/** Sends mail; rejects with a code when nobody took it. */
export interface Mailer { send (mail: { to: string, subject: string, text: string }): Promise<void> }
