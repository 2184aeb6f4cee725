# SPDX-License-Identifier: Apache-2.0
# A small server: pages that do what a server does seldom. Argument: the port of loopback.
import gc, http.server, locale, logging, logging.handlers, os, signal, socket, subprocess, sys, tempfile, time

reloads = 0


def reload(number, frame):
    global reloads
    reloads += 1


def rotate():
    handler = logging.handlers.RotatingFileHandler('/tmp/log', maxBytes=100, backupCount=2)
    for line in range(5):
        handler.emit(logging.makeLogRecord({'msg': 'x' * 60}))
    handler.close()


def child():
    process = subprocess.Popen(['/bin/sh', '-c', 'kill -SEGV $$'])
    assert process.wait() == -signal.SIGSEGV
    subprocess.run(['/bin/cat', '/proc/self/comm'], stdout=subprocess.PIPE, check=True)


def oom():
    assert subprocess.Popen(['/bin/sh', '-c', 'kill -KILL $$']).wait() == -signal.SIGKILL


def resolve():
    try:
        socket.getaddrinfo('no.such.host.invalid', 80)
    except OSError:
        pass


def fill():
    try:
        with tempfile.NamedTemporaryFile(dir='/tmp') as file:
            for block in range(64):
                file.write(b'x' * 16384)
                file.flush()
                os.fsync(file.fileno())
    except OSError:
        pass


def zone():
    os.environ['TZ'] = 'Asia/Tokyo'
    time.tzset()
    try:
        locale.setlocale(locale.LC_ALL, 'de_DE.UTF-8')
    except locale.Error:
        pass


def memory():
    blocks = [bytearray(1 << 20) for block in range(64)]
    del blocks
    gc.collect()


def system():
    os.sysconf('SC_PHYS_PAGES'), os.getloadavg(), os.cpu_count(), os.uname(), os.getpgid(0), os.getpriority(os.PRIO_PROCESS, 0)


PAGES = {
    '/rotate': rotate, '/child': child, '/oom': oom, '/resolve': resolve, '/fill': fill, '/zone': zone, '/memory': memory, '/system': system, '/abort': os.abort
}


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = b'hello'
        if self.path in PAGES:
            PAGES[self.path]()
            body = b'done'
        elif self.path == '/reloads':
            body = b'reloads %d' % reloads
        elif self.path == '/large':
            body = b'x' * (8 << 20)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


signal.signal(signal.SIGHUP, reload)
server = http.server.ThreadingHTTPServer(('127.0.0.1', int(sys.argv[1])), Handler)
signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(0))
server.serve_forever()
