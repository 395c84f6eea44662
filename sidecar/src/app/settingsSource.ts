import { statSync } from 'node:fs';
import type { Organisation } from '../model/organisation';
import { settingsFileSchema, type Settings, type WebsiteSettings } from '../model/settings';
import { proposeSettings } from '../settings/propose';
import { readSettingsFile, settingsFrom } from '../settings/readSettings';
import { describeError } from '../shared/errors';

export interface SettingsSourcePorts {
  /** SETTINGS_FILE; undefined: a proposal for the organisation, which never leaves `preview`. */
  readonly file: string | undefined;
  /** When a website first went live or to draft; kept for ever. */
  readonly enabledAt: (website: string) => Promise<string>;
  /** New settings are in force. */
  readonly onChange: (settings: Settings, content: unknown, source: string) => Promise<void>;
  /** The file changed and can't be used: the old settings stay in force. */
  readonly onFault: (message: string) => void;
}

/**
 * The settings in force. The file is read again when it changes; a faulty file never takes effect. Without `cut_over`, documents
 * count from the moment the website was first switched on.
 */
export class SettingsSource {
  private settings: Settings = settingsFrom({});
  private readAt = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly ports: SettingsSourcePorts) {}

  readonly current = (): Settings => this.settings;

  /** Throws LL-1002 or LL-1004 when the file can't be used at start. */
  async load(): Promise<void> {
    const { file } = this.ports;
    if (file === undefined) return;
    this.readAt = statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    await this.use(readSettingsFile(file), file);
  }

  /** Without a file the best guess for the organisation is shown as a preview. */
  async organisationKnown(organisation: Organisation): Promise<void> {
    if (this.ports.file === undefined)
      await this.use(proposeSettings(organisation).file, 'a proposal for the organisation');
  }

  watch(everyMs: number): void {
    const { file, onFault } = this.ports;
    if (file === undefined) return;
    this.timer = setInterval(() => {
      const changedAt = statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? this.readAt;
      if (changedAt === this.readAt) return;
      this.load().catch((error: unknown) => onFault(describeError(error)));
    }, everyMs);
    this.timer.unref();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private async use(content: unknown, source: string): Promise<void> {
    const read = settingsFrom(content, source);
    const websites = Object.keys(settingsFileSchema.parse(content ?? {}).websites).map(Number);
    const dated = new Map<number | 'default', WebsiteSettings>();
    for (const id of websites) dated.set(id, await this.withCutOver(read.forWebsite(id), String(id)));
    const fallback = await this.withCutOver(read.forWebsite(Number.NaN), 'default');
    const before = this.settings.version;
    this.settings = { version: read.version, forWebsite: (id) => dated.get(id) ?? fallback };
    if (read.version !== before) await this.ports.onChange(this.settings, content, source);
  }

  private async withCutOver(settings: WebsiteSettings, website: string): Promise<WebsiteSettings> {
    if (settings.cut_over !== null || (settings.mode !== 'live' && settings.mode !== 'draft')) return settings;
    return { ...settings, cut_over: await this.ports.enabledAt(website) };
  }
}
