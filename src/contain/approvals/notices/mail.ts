/** Notices by e-mail, through a server of the user's. */
import { createTransport } from 'nodemailer';
import { type Notice, textOf } from './notice.ts';

export interface Mail {
  readonly server: string;
  readonly user: string | undefined;
  readonly password: string | undefined;
  readonly from: string;
  readonly to: readonly string[];
}

const PATIENCE_MS = 20_000;

/** Rejects where the server did not take it for everybody. A password never goes over a connection without encryption. */
export async function sendMail({ server, user, password, from, to }: Mail, notice: Notice): Promise<void> {
  const { protocol, hostname, port } = new URL(server);
  const secure = protocol === 'smtps:';
  const transport = createTransport({
    host: hostname,
    port: port === '' ? (secure ? 465 : 587) : Number(port),
    secure,
    requireTLS: !secure && password !== undefined,
    ...(user === undefined ? {} : { auth: { user, pass: password ?? '' } }),
    ...{ connectionTimeout: PATIENCE_MS, greetingTimeout: PATIENCE_MS, socketTimeout: PATIENCE_MS },
    ...{ disableFileAccess: true, disableUrlAccess: true },
  });
  try {
    const { rejected } = await transport.sendMail({
      ...{ from, to: [...to], subject: notice.title, text: textOf(notice) },
    });
    if (rejected.length > 0) throw new Error(`${rejected.length} of ${to.length} were not taken`);
  } finally {
    transport.close();
  }
}
