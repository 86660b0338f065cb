type Listener = (...args: unknown[]) => void

/** One end of the wire between a page and the one that it opened. */
export class Channel {
  private other: Channel | undefined
  private listeners: { name: string; listener: Listener; once: boolean }[] = []
  private early: { name: string; args: unknown[] }[] = []

  connect(other: Channel): void {
    this.other = other
  }

  emit(name: string, ...args: unknown[]): void {
    this.other?.hear(name, args)
  }

  on(name: string, listener: Listener, once = false): void {
    this.listeners.push({ name, listener, once })
    // The opener may have spoken before the new page listens.
    const missed = this.early.filter((one) => one.name === name)
    this.early = this.early.filter((one) => one.name !== name)
    for (const { args } of missed) this.hear(name, args)
  }

  once(name: string, listener: Listener): void {
    this.on(name, listener, true)
  }

  off(name: string, listener?: Listener): void {
    this.listeners = this.listeners.filter(
      (one) => one.name !== name || (listener && one.listener !== listener),
    )
  }

  private hear(name: string, args: unknown[]): void {
    const heard = this.listeners.filter((one) => one.name === name)
    if (heard.length === 0) this.early.push({ name, args })
    for (const { listener, once } of heard) {
      if (once) this.off(name, listener)
      listener(...args)
    }
  }
}

export function createChannel(): [here: Channel, there: Channel] {
  const [here, there] = [new Channel(), new Channel()]
  here.connect(there)
  there.connect(here)
  return [here, there]
}
