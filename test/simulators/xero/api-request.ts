/** A request to /api.xro/2.0, its body read. */
export interface ApiRequest {
  readonly method: string;
  /** Below /api.xro/2.0 */
  readonly path: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly bodyBytes: number;
}
