/** The boot stops: main prints the message, which is one line for the operator, without a stack. */
export class CannotStart extends Error {
  override name = 'CannotStart'
}
