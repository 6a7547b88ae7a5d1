/**
 * The real Azure CLI, pointed at the stand-in: over TLS with a certificate of its own, as it refuses to send a token
 * over plain http, and with a configuration of its own, so that nobody's sign-in is touched.
 */
import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { StandIn } from '../../infra/azure/stand-in.ts';
import { TENANT } from '../../infra/azure/world.ts';

export interface Cli {
  /** Runs a command line as it stands, in a shell. */
  run(line: string): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }>;
  close(): void;
}

/** Null: there is no `az` here, or no `openssl` to make a certificate with. */
export function azVersion(): string | null {
  try {
    execFileSync('openssl', ['version'], { stdio: 'ignore' });
    return JSON.parse(execFileSync('az', ['version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }))[
      'azure-cli'
    ];
  } catch {
    return null;
  }
}

export async function openCli({ env }: StandIn): Promise<Cli> {
  const folder = mkdtempSync(path.join(tmpdir(), 'az-test-'));
  const certificate = certificateIn(folder);
  const audiences = new Map<string, string>();
  const servers: { close(): unknown }[] = [];
  async function front(target: string): Promise<string> {
    const server = https.createServer(certificate, (request, response) => forward(target, request, response));
    servers.push(server);
    const url = `https://localhost:${await portOf(server)}`;
    audiences.set(url, target);
    return url;
  }
  const [arm, graph] = [await front(env.ARM_BASE_URL ?? ''), await front(env.GRAPH_BASE_URL ?? '')];
  const msi = http.createServer((request, response) => response.end(token(request, audiences)));
  servers.push(msi);
  const surroundings = {
    PATH: process.env.PATH,
    HOME: folder,
    AZURE_CONFIG_DIR: path.join(folder, 'azure'),
    AZURE_CORE_COLLECT_TELEMETRY: 'no',
    REQUESTS_CA_BUNDLE: path.join(folder, 'cert.pem'),
    MSI_ENDPOINT: `http://127.0.0.1:${await portOf(msi)}/token`,
    MSI_SECRET: 'secret',
    APPSETTING_WEBSITE_SITE_NAME: 'here',
    // For our own commands, which sign in through it.
    NODE_EXTRA_CA_CERTS: path.join(folder, 'cert.pem'),
    ARM_BASE_URL: arm,
    GRAPH_BASE_URL: graph,
  };
  const run = (line: string) => shell(line, surroundings);
  const endpoints = {
    resourceManager: arm,
    management: arm,
    activeDirectory: arm,
    activeDirectoryResourceId: arm,
    activeDirectoryGraphResourceId: graph,
    microsoftGraphResourceId: `${graph}/`,
  };
  await run(
    `az cloud register --name standin --cloud-config '${JSON.stringify({ endpoints })}' && az cloud set --name standin`,
  );
  const close = (): void => {
    for (const server of servers) server.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return { run, close };
}

function certificateIn(folder: string): { key: Buffer; cert: Buffer } {
  const [key, cert] = [path.join(folder, 'key.pem'), path.join(folder, 'cert.pem')];
  const args = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1', '-subj', '/CN=localhost'];
  execFileSync('openssl', [...args, '-addext', 'subjectAltName=DNS:localhost', '-keyout', key, '-out', cert], {
    stdio: 'ignore',
  });
  return { key: readFileSync(key), cert: readFileSync(cert) };
}

function portOf(server: http.Server | https.Server): Promise<number> {
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)));
}

function forward(target: string, request: http.IncomingMessage, response: http.ServerResponse): void {
  const { method, headers } = request;
  const onward = http.request(`${target}${request.url}`, { method, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  onward.on('error', () => response.writeHead(502).end());
  request.pipe(onward);
}

/** For the service behind the front that was asked for. */
function token({ url = '' }: http.IncomingMessage, audiences: ReadonlyMap<string, string>): string {
  const resource = (new URLSearchParams(url.split('?')[1]).get('resource') ?? '').replace(/\/$/, '');
  const claims = { aud: audiences.get(resource), tid: TENANT, oid: TENANT, appid: TENANT };
  const parts = ['{"alg":"none"}', JSON.stringify(claims), 'unsigned'];
  const access_token = parts.map((part) => Buffer.from(part).toString('base64url')).join('.');
  const expires_on = String(Math.floor(Date.now() / 1000) + 3600);
  return JSON.stringify({ access_token, resource, token_type: 'Bearer', expires_on });
}

function shell(line: string, env: NodeJS.ProcessEnv): ReturnType<Cli['run']> {
  return new Promise((resolve) => {
    execFile('bash', ['--norc', '-c', line], { env, timeout: 60_000 }, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr });
    });
  });
}
