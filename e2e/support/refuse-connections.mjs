// Loaded before anything else into each process of Hindcast: refuses every connection that it begins, and notes it.
import childProcess from 'node:child_process';
import dgram from 'node:dgram';
import dns from 'node:dns';
import { appendFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { isIP, Socket } from 'node:net';

// In the address of this file, since workers get no environment that was not meant for them.
const noted = new URL(import.meta.url).searchParams.get('noted');

function refuse(what) {
  appendFileSync(noted, `${what}\n`);
  return Object.assign(new Error(`${what} was refused by the test`), { code: 'ECONNREFUSED' });
}

// Beneath http, https and fetch. What has a path is a pipe on this machine.
// Called with its socket below.
// oxlint-disable-next-line typescript/unbound-method
const connect = Socket.prototype.connect;
Socket.prototype.connect = function connectOrRefuse(...parameters) {
  const [first] = Array.isArray(parameters[0]) ? parameters[0] : parameters;
  const target = typeof first === 'object' && first !== null ? first : { port: first, host: parameters[1] };
  if (typeof target.path === 'string') return connect.apply(this, parameters);
  const error = refuse(`a connection to ${target.host ?? 'localhost'}:${target.port}`);
  process.nextTick(() => this.destroy(error));
  return this;
};
for (const name of ['lookup', 'resolve', 'resolve4', 'resolve6']) {
  const [look, promised] = [dns[name], dns.promises[name]];
  // An address needs no look-up; whoever listens asks all the same.
  dns[name] = (host, ...rest) =>
    isIP(host) ? look(host, ...rest) : rest.at(-1)(refuse(`a look-up of ${host}`));
  dns.promises[name] = (host, ...rest) =>
    isIP(host) ? promised(host, ...rest) : Promise.reject(refuse(`a look-up of ${host}`));
}
dgram.createSocket = () => {
  throw refuse('a datagram');
};
const { fork } = childProcess;
childProcess.fork = (file, parameters, options) =>
  fork(file, parameters, {
    ...options,
    execArgv: [...(options?.execArgv ?? []), '--import', import.meta.url],
  });
syncBuiltinESMExports();
appendFileSync(`${noted}.watched`, `${process.pid}\n`);
