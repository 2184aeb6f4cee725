# SPDX-License-Identifier: Apache-2.0
"""A small server, and what an attacker makes it do: with calls that it makes anyhow."""
import http.server
import os
import signal
import socket
import subprocess
import sys
import urllib.parse

PORT = int(sys.argv[1])


def read(path):
    with open(path, "rb") as file:
        return file.read()


def append(path, content):
    with open(path, "ab") as file:
        file.write(content)


def upstream(request):
    """Asks this very server, as it would ask another one."""
    with socket.create_connection(("127.0.0.1", PORT)) as connection:
        connection.sendall(request)
        return connection.recv(4096)


def date(*arguments):
    return subprocess.run(["/bin/date", *arguments], capture_output=True, check=False).stdout


def harvest():
    """Reads whatever there is."""
    found = b""
    for directory, _, names in os.walk("/etc"):
        for name in names:
            found += read(os.path.join(directory, name))
    return found


def send_out():
    """Reads a secret and sends it away, piece by piece."""
    for byte in read("/etc/passwd")[:40]:
        upstream(b"GET /%02x HTTP/1.0\r\n\r\n" % byte)
    return b"sent"


def borrow():
    """Has a harmless program show a file."""
    return date("-f", "/etc/passwd") + date("-f", "/etc/group") + date("-f", "/etc/hosts")


def scribble():
    """Writes over what it can write."""
    for _ in range(20):
        for name in sorted(os.listdir("/srv")):
            append(os.path.join("/srv", name), b"pay\n")
    return b"written"


ANSWERS = {
    "/": lambda name: b"hello\n",
    "/file": lambda name: read("/srv/" + name),
    "/order": lambda name: append("/tmp/orders", name.encode() + b"\n") or b"thanks\n",
    "/upstream": lambda name: upstream(b"GET / HTTP/1.0\r\n\r\n"),
    "/date": lambda name: date(),
    "/harvest": lambda name: harvest(),
    "/send-out": lambda name: send_out(),
    "/borrow": lambda name: borrow(),
    "/scribble": lambda name: scribble(),
}


class Shop(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        url = urllib.parse.urlsplit(self.path)
        answer = ANSWERS.get(url.path)
        content = answer(os.path.basename(url.query)) if answer else b"no\n"
        self.send_response(200 if answer else 404)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *arguments):
        pass


signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(0))
http.server.ThreadingHTTPServer(("127.0.0.1", PORT), Shop).serve_forever()
