// SPDX-License-Identifier: Apache-2.0
// A small server: pages that do what a server does seldom. Argument: the port of loopback.
'use strict';
const childProcess = require('child_process');
const dns = require('dns');
const fs = require('fs');
const http = require('http');
const os = require('os');

let reloads = 0;

function rotate() {
  fs.writeFileSync('/tmp/log', 'x');
  fs.renameSync('/tmp/log', '/tmp/log.1');
  fs.symlinkSync('log.1', '/tmp/log');
  fs.watch('/tmp').close();
  fs.rmSync('/tmp/log');
}

function child() {
  childProcess.spawnSync('/bin/sh', ['-c', 'kill -SEGV $$']);
  childProcess.execFileSync('/bin/cat', ['/proc/self/comm']);
}

function oom() {
  childProcess.spawnSync('/bin/sh', ['-c', 'kill -KILL $$']);
}

function fill() {
  const file = fs.openSync('/tmp/fill', 'w');
  try {
    for (let block = 0; block < 64; block++) {
      fs.writeSync(file, Buffer.alloc(16384));
      fs.fsyncSync(file);
    }
  } catch (full) {
    // that is the path
  }
  fs.closeSync(file);
  fs.unlinkSync('/tmp/fill');
}

function zone() {
  process.env.TZ = 'Asia/Tokyo';
  new Date().toLocaleString('de-DE');
}

function memory() {
  const blocks = [];
  for (let block = 0; block < 64; block++) {
    blocks.push(Buffer.alloc(1 << 20, 1));
  }
}

function system() {
  os.cpus();
  os.uptime();
  os.totalmem();
  os.networkInterfaces();
  os.getPriority();
  process.memoryUsage();
}

const pages = { '/rotate': rotate, '/child': child, '/oom': oom, '/abort': process.abort, '/fill': fill, '/zone': zone, '/memory': memory, '/system': system };

const server = http.createServer((request, response) => {
  if (request.url === '/resolve') {
    dns.lookup('no.such.host.invalid', () => response.end('done'));
  } else if (request.url === '/reloads') {
    response.end('reloads ' + reloads);
  } else if (request.url === '/large') {
    response.end(Buffer.alloc(8 << 20));
  } else if (pages[request.url]) {
    pages[request.url]();
    response.end('done');
  } else {
    response.end('hello');
  }
});
process.on('SIGHUP', () => reloads++);
process.on('SIGTERM', () => process.exit(0));
server.listen(Number(process.argv[2]), '127.0.0.1');
