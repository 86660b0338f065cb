import { onUnmounted, watch, type Ref } from 'vue'

/** What the server tells of a case: its state after a change, or who has it open. */
export interface News { case: string, state?: string, here?: { account: string, name: string }[] }

interface Hearers {
  heard(news: News): void
  /** The line was down: what happened meanwhile has to be read. */
  missed(): void
}

/** How long to wait before a line that the server refused is tried again, in milliseconds. */
const pause = 15_000

/** Listens to a center for as long as the component is there. */
export function useNews(center: Ref<string>, { heard, missed }: Hearers): void {
  let line: EventSource | undefined
  let timer: ReturnType<typeof setTimeout> | undefined

  function close(): void {
    clearTimeout(timer)
    line?.close()
    line = undefined
  }

  function open(before: boolean): void {
    close()
    if (!center.value) return
    line = new EventSource(`/api/v1/centers/${encodeURIComponent(center.value)}/events`)
    line.onopen = () => {
      if (before) missed()
      before = true
    }
    line.onmessage = (event: MessageEvent<string>) => heard(JSON.parse(event.data) as News)
    line.onerror = () => {
      // A broken line is opened anew by the browser; one that was refused is not.
      if (line?.readyState === EventSource.CLOSED) timer = setTimeout(open, pause, true)
    }
  }

  watch(center, () => open(false), { immediate: true })
  onUnmounted(close)
}

/** Runs something once after a burst of calls, so that ten news make one reading. */
export function soon(work: () => void, wait = 400): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  return () => {
    clearTimeout(timer)
    timer = setTimeout(work, wait)
  }
}
