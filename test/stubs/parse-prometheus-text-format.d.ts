/** It comes without types. */
declare module 'parse-prometheus-text-format' {
  export interface Family {
    readonly name: string;
    readonly help: string;
    readonly type: string;
    readonly metrics: readonly { readonly value: string; readonly labels?: Readonly<Record<string, string>> }[];
  }
  // biome-ignore lint/style/noDefaultExport: that is how it exports itself
  export default function parsePrometheusTextFormat(text: string): Family[];
}
