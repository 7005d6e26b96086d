// The form of the webhook. Address, token and key are only ever sent, and forgotten with the form.
import { api, type ApiError } from '../api';
import type { FieldError } from '../bindings/FieldError';
import type { WebhookFormat } from '../bindings/WebhookFormat';
import type { WebhookSettings } from '../bindings/WebhookSettings';
import { asError } from '../state/errors';
import { templateFault } from './template';

/** What the address of each format looks like, and whether a token goes with it. */
export const FORMATS: readonly { value: WebhookFormat; label: string; address: string; hint: string; token: 'needed' | 'optional' | null; signs: boolean }[] = [
  { value: 'json', label: 'JSON', address: 'https://example.org/hook', hint: 'Any server of yours: each message is posted as JSON.', token: 'optional', signs: true },
  { value: 'ntfy', label: 'ntfy', address: 'https://ntfy.sh/your-topic', hint: 'The address of your topic.', token: 'optional', signs: false },
  { value: 'discord', label: 'Discord', address: 'https://discord.com/api/webhooks/…', hint: 'Channel settings, Integrations, Webhooks, Copy webhook URL.', token: null, signs: false },
  { value: 'slack', label: 'Slack', address: 'https://hooks.slack.com/services/…', hint: 'An incoming webhook of an app of yours.', token: null, signs: false },
  { value: 'matrix', label: 'Matrix', address: 'https://matrix.example.org/_matrix/client/v3/rooms/!room:example.org/send/m.room.message', hint: 'The address that sends to the room, without a transaction. The account of the token must be in it.', token: 'needed', signs: false },
];

type Secret = 'address' | 'token' | 'signing_key';

export class WebhookForm {
  readonly isNew: boolean;
  readonly #settings: WebhookSettings | null;
  format: WebhookFormat = $state('json');
  template = $state('');
  /** Null leaves what is kept; an empty one removes it. */
  secrets: Record<Secret, string | null> = $state({ address: null, token: null, signing_key: null });
  faults: readonly FieldError[] = $state.raw([]);
  error: ApiError | null = $state.raw(null);
  isSaving = $state(false);

  constructor(settings: WebhookSettings | null) {
    this.isNew = settings === null;
    this.#settings = settings;
    if (settings) Object.assign(this, { format: settings.format, template: settings.template ?? '' });
  }

  get about() {
    return FORMATS.find(({ value }) => value === this.format) ?? FORMATS[0];
  }

  /** What is wrong with the template as it stands. */
  get templateFault(): string | null {
    return this.format === 'json' ? templateFault(this.template) : null;
  }

  set(secret: Secret, value: string): void {
    this.secrets[secret] = value;
    this.forget(secret);
  }

  /** Puts a secret back to the one that is kept. */
  keep(secret: Secret): void {
    this.secrets[secret] = null;
    this.forget(secret);
  }

  forget(field: string): void {
    this.faults = this.faults.filter((fault) => fault.field !== `webhook.${field}`);
  }

  async save(): Promise<boolean> {
    if (this.isSaving) return false;
    this.error = null;
    const wrong = this.templateFault;
    this.faults = wrong === null ? [] : [{ field: 'webhook.template', message: wrong }];
    if (this.isNew && !this.secrets.address?.trim()) this.faults = [{ field: 'webhook.address', message: 'Messages need an address to go to.' }, ...this.faults];
    if (this.faults.length > 0) return false;
    const settings: WebhookSettings = {
      format: this.format,
      // The engine takes it from the address.
      host: this.#settings?.host ?? '',
      template: this.format === 'json' && this.template.trim() !== '' ? this.template : null,
      digest: this.#settings?.digest ?? null,
    };
    this.isSaving = true;
    try {
      const { address, token, signing_key } = this.secrets;
      await api.setWebhook({ settings, address: address?.trim() || null, token, signing_key });
      this.close();
      return true;
    } catch (thrown) {
      const error = asError(thrown);
      if (error.fields.length > 0) this.faults = error.fields;
      else this.error = error;
      return false;
    } finally {
      this.isSaving = false;
    }
  }

  close(): void {
    this.secrets = { address: null, token: null, signing_key: null };
  }
}
