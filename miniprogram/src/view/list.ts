/** A list that goes on with the cursor of its last page. */
interface Slice<T> { items: T[] | null; next?: string }

/**
 * Reads a list page by page, by the cursor that the server gives with each page.
 */
export class Pages<T> {
  items: T[] = []
  private next: string | undefined

  constructor(private readonly read: (after?: string) => Promise<Slice<T>>) {}

  get more(): boolean {
    return Boolean(this.next)
  }

  async first(): Promise<void> {
    this.take(await this.read(), [])
  }

  async onward(): Promise<void> {
    if (this.next) this.take(await this.read(this.next), this.items)
  }

  private take(slice: Slice<T>, before: T[]): void {
    this.items = [...before, ...(slice.items ?? [])]
    this.next = slice.next
  }
}
