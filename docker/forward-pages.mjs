// The sidecar's pages answer loopback only. This runs inside the sidecar's network namespace and hands on what the host's own
// loopback address (see `ports` in docker-compose.yml) sends to port 8081.
import { createServer, connect } from 'node:net';

createServer((client) => {
  const sidecar = connect(8080, '127.0.0.1');
  client.pipe(sidecar).pipe(client);
  client.on('error', () => sidecar.destroy());
  sidecar.on('error', () => client.destroy());
}).listen(8081, '0.0.0.0');
