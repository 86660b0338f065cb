/** What scripts of templates (wxs) have that JavaScript has not. */
export function startScripts(): void {
  Object.assign(globalThis, {
    getRegExp: (pattern: string, flags?: string) => new RegExp(pattern, flags),
    getDate: (...parts: unknown[]) => Reflect.construct(Date, parts) as Date,
  })
  // The compiler writes this name for `constructor`, which is a text there.
  Object.defineProperty(Object.prototype, 'wxsConstructor', {
    get(this: unknown) {
      return Object.prototype.toString.call(this).slice('[object '.length, -1)
    },
  })
}
