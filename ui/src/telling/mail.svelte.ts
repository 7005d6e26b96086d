// The form of the mail server. The password is only ever sent, and forgotten with the form.
import { api } from '../api';
import type { MailSecurity } from '../bindings/MailSecurity';
import type { MailSettings } from '../bindings/MailSettings';
import type { NumberField } from '../jobs/schedule';
import { SentForm } from './sent-form.svelte';

export const SECURITIES: readonly { value: MailSecurity; label: string; port: number; hint: string }[] = [
  { value: 'tls', label: 'TLS', port: 465, hint: 'Protected from the first byte.' },
  { value: 'starttls', label: 'STARTTLS', port: 587, hint: 'Protected after a greeting; where the server does not offer it, nothing is sent.' },
  { value: 'none', label: 'None', port: 25, hint: 'Only for a server on this computer.' },
];

const portOf = (security: MailSecurity) => SECURITIES.find(({ value }) => value === security)?.port ?? 465;

export class MailForm extends SentForm {
  readonly isNew: boolean;
  readonly #digest: MailSettings['digest'];
  host = $state('');
  security: MailSecurity = $state('tls');
  port: NumberField = $state(465);
  username = $state('');
  from = $state('');
  to = $state('');
  /** Null leaves the one that is kept. */
  password: string | null = $state(null);

  constructor(settings: MailSettings | null) {
    super();
    this.isNew = settings === null;
    this.#digest = settings?.digest ?? null;
    if (settings) Object.assign(this, { host: settings.host, security: settings.security, port: settings.port, username: settings.username ?? '', from: settings.from, to: settings.to ?? '' });
  }

  /** Takes another protection, with its usual port where the port was a usual one. */
  protect(security: MailSecurity): void {
    if (this.port === portOf(this.security) || typeof this.port !== 'number') this.port = portOf(security);
    this.security = security;
    this.forget('mail.security');
  }

  /** Only a login has a password, and it has one. */
  get needsPassword(): boolean {
    return this.username.trim() !== '';
  }

  /** Answers whether it was kept. */
  async save(): Promise<boolean> {
    const { host, security, username, from, to, port } = this;
    const isPort = typeof port === 'number' && Number.isInteger(port) && port >= 1 && port <= 65_535;
    const settings: MailSettings = {
      host: host.trim(), port: isPort ? port : 0, security, username: username.trim() || null, from: from.trim(), to: to.trim() || null, digest: this.#digest,
    };
    const isKept = await this.send(
      () => api.setMail({ settings, password: this.password }),
      isPort ? [] : [{ field: 'mail.port', message: 'A port is a number from 1 to 65535.' }],
    );
    if (isKept) this.close();
    // The one that is kept does not do: there is a field to give another.
    else if (this.password === null && this.isRefused('mail.password')) this.password = '';
    return isKept;
  }

  close(): void {
    this.password = null;
  }
}
