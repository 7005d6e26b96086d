// The form of the mail server. The password is only ever sent, and forgotten with the form.
import { api, type ApiError } from '../api';
import type { FieldError } from '../bindings/FieldError';
import type { MailSecurity } from '../bindings/MailSecurity';
import type { MailSettings } from '../bindings/MailSettings';
import type { NumberField } from '../jobs/schedule';
import { asError } from '../state/errors';

export const SECURITIES: readonly { value: MailSecurity; label: string; port: number; hint: string }[] = [
  { value: 'tls', label: 'TLS', port: 465, hint: 'Protected from the first byte.' },
  { value: 'starttls', label: 'STARTTLS', port: 587, hint: 'Protected after a greeting; where the server does not offer it, nothing is sent.' },
  { value: 'none', label: 'None', port: 25, hint: 'Only for a server on this computer.' },
];

const portOf = (security: MailSecurity) => SECURITIES.find(({ value }) => value === security)?.port ?? 465;

export class MailForm {
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
  faults: readonly FieldError[] = $state.raw([]);
  error: ApiError | null = $state.raw(null);
  isSaving = $state(false);

  constructor(settings: MailSettings | null) {
    this.isNew = settings === null;
    this.#digest = settings?.digest ?? null;
    if (settings) Object.assign(this, { host: settings.host, security: settings.security, port: settings.port, username: settings.username ?? '', from: settings.from, to: settings.to ?? '' });
  }

  /** Takes another protection, with its usual port where the port was a usual one. */
  protect(security: MailSecurity): void {
    if (this.port === portOf(this.security) || typeof this.port !== 'number') this.port = portOf(security);
    this.security = security;
    this.forget('security');
  }

  /** A fault is over as soon as its field is changed. */
  forget(field: string): void {
    this.faults = this.faults.filter((fault) => fault.field !== `mail.${field}`);
  }

  /** Answers whether it was kept. */
  async save(): Promise<boolean> {
    if (this.isSaving) return false;
    this.error = null;
    const { host, security, username, from, to, port } = this;
    const isPort = typeof port === 'number' && Number.isInteger(port) && port >= 1 && port <= 65_535;
    this.faults = isPort ? [] : [{ field: 'mail.port', message: 'A port is a number from 1 to 65535.' }];
    if (!isPort) return false;
    const settings: MailSettings = {
      host: host.trim(), port, security, username: username.trim() || null, from: from.trim(), to: to.trim() || null, digest: this.#digest,
    };
    this.isSaving = true;
    try {
      await api.setMail({ settings, password: this.password });
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
    this.password = null;
  }
}
