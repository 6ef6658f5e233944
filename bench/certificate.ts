import { join } from 'node:path';

import { run } from './process.ts';

/** A certificate of the kind that `pychat certs` makes, for whatever server is measured. */
export async function newCertificate(
  folder: string,
): Promise<readonly [cert: string, key: string]> {
  const [cert, key] = [join(folder, 'crt.pem'), join(folder, 'key.pem')];
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'];
  const files = ['-keyout', key, '-out', cert];
  await run('openssl', ['req', '-x509', '-nodes', ...curve, '-subj', '/CN=bench', ...files]);
  return [cert, key];
}
