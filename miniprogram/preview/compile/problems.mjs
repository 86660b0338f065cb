/** Collects what is wrong with an app, so that one run tells everything. */
export class Problems {
  /** @type {string[]} */
  errors = []
  /** @type {string[]} */
  notes = []

  /** @param {string} place @param {string} message */
  error(place, message) {
    this.errors.push(`${place}: ${message}`)
  }

  /** @param {string} place @param {string} message */
  note(place, message) {
    this.notes.push(`${place}: ${message}`)
  }

  throwIfAny() {
    if (this.errors.length > 0) throw new Error(`cannot compile the app\n${this.errors.join('\n')}`)
  }
}
