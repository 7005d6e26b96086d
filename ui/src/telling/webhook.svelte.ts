// The form of the webhook. Address, token and key are only ever sent, and forgotten with the form.
import { api } from '../api';
import type { FieldError } from '../bindings/FieldError';
import type { WebhookFormat } from '../bindings/WebhookFormat';
import type { WebhookSettings } from '../bindings/WebhookSettings';
import { SentForm } from './sent-form.svelte';
import { templateFault } from './template';

/** What the address of each format looks like, and whether a token goes with it. */
const FORMATS: Readonly<Record<WebhookFormat, { address: string; hint: string; token: 'needed' | 'optional' | null; signs: boolean }>> = {
  json: { address: 'https://example.org/hook', hint: 'Any server of yours: each message is posted as JSON.', token: 'optional', signs: true },
  ntfy: { address: 'https://ntfy.sh/your-topic', hint: 'The address of your topic.', token: 'optional', signs: false },
  discord: { address: 'https://discord.com/api/webhooks/…', hint: 'Channel settings, Integrations, Webhooks, Copy webhook URL.', token: null, signs: false },
  slack: { address: 'https://hooks.slack.com/services/…', hint: 'An incoming webhook of an app of yours.', token: null, signs: false },
  matrix: { address: 'https://matrix.example.org/_matrix/client/v3/rooms/!room:example.org/send/m.room.message', hint: 'The address that sends to the room, without a transaction. The account of the token must be in it.', token: 'needed', signs: false },
};

const SECRETS = ['address', 'token', 'signing_key'] as const;
type Secret = (typeof SECRETS)[number];

export class WebhookForm extends SentForm {
  readonly isNew: boolean;
  readonly #settings: WebhookSettings | null;
  format: WebhookFormat = $state('json');
  template = $state('');
  /** Null leaves what is kept; an empty one removes it. */
  secrets: Record<Secret, string | null> = $state({ address: null, token: null, signing_key: null });

  constructor(settings: WebhookSettings | null) {
    super();
    this.isNew = settings === null;
    this.#settings = settings;
    if (settings) Object.assign(this, { format: settings.format, template: settings.template ?? '' });
  }

  get about() {
    return FORMATS[this.format];
  }

  /** What is wrong with the template as it stands. */
  get templateFault(): string | null {
    return this.format === 'json' ? templateFault(this.template) : null;
  }

  set(secret: Secret, value: string): void {
    this.secrets[secret] = value;
    this.forget(`webhook.${secret}`);
  }

  /** Puts a secret back to the one that is kept. */
  keep(secret: Secret): void {
    this.secrets[secret] = null;
    this.forget(`webhook.${secret}`);
  }

  /** Faults of no field that this format shows. */
  get others(): readonly FieldError[] {
    const { token, signs } = this.about;
    const shown = ['format', 'address', ...(token === null ? [] : ['token']), ...(signs ? ['signing_key'] : []), ...(this.format === 'json' ? ['template'] : [])];
    return this.faults.filter(({ field }) => !shown.some((name) => field === `webhook.${name}`));
  }

  async save(): Promise<boolean> {
    const template = this.templateFault;
    const wrong: FieldError[] = [
      ...(this.isNew && !this.secrets.address?.trim() ? [{ field: 'webhook.address', message: 'Messages need an address to go to.' }] : []),
      ...(template === null ? [] : [{ field: 'webhook.template', message: template }]),
    ];
    const settings: WebhookSettings = {
      format: this.format,
      // The engine takes it from the address.
      host: this.#settings?.host ?? '',
      template: this.format === 'json' && this.template.trim() !== '' ? this.template : null,
      digest: this.#settings?.digest ?? null,
    };
    const { address } = this.secrets;
    const { token, signs } = this.about;
    const isKept = await this.send(() => api.setWebhook({
      settings, address: address?.trim() || null, token: this.#sent('token', token !== null), signing_key: this.#sent('signing_key', signs),
    }), wrong);
    if (isKept) this.close();
    else for (const secret of SECRETS) {
      // The one that is kept does not do: there is a field to give another.
      if (this.secrets[secret] === null && this.isRefused(`webhook.${secret}`)) this.secrets[secret] = '';
    }
    return isKept;
  }

  /** A secret that the format has no use for goes away with the format that had. */
  #sent(secret: Secret, isUsed: boolean): string | null {
    if (isUsed) return this.secrets[secret];
    return this.isNew ? null : '';
  }

  close(): void {
    this.secrets = { address: null, token: null, signing_key: null };
  }
}
