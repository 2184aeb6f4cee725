# An interpreter with a mix of frequent and rare library calls.
exec python3 -c '
import json, mmap, os, random, select, socket, sqlite3, subprocess, tempfile, threading, time
def files():
    with tempfile.NamedTemporaryFile() as f:
        f.write(b"x" * 5000); f.flush(); os.stat(f.name)
def sockets():
    a, b = socket.socketpair(); a.send(b"x"); b.recv(1); select.select([a], [], [], 0); a.close(); b.close()
def tcp():
    s = socket.socket(); s.bind(("127.0.0.1", 0)); s.listen(); c = socket.create_connection(s.getsockname()); s.accept()[0].close(); c.close(); s.close()
def udp():
    s = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM); s.close()
def thread():
    t = threading.Thread(target=time.sleep, args=(0.01,)); t.start(); t.join()
def process(): subprocess.run(["true"])
def mapping():
    m = mmap.mmap(-1, 8192); m[0] = 1; m.close()
def database():
    with tempfile.TemporaryDirectory() as d:
        c = sqlite3.connect(d + "/db"); c.execute("create table t (a)"); c.execute("insert into t values (1)"); c.commit(); c.close()
def links():
    with tempfile.TemporaryDirectory() as d:
        os.symlink("x", d + "/l"); os.readlink(d + "/l"); os.mkfifo(d + "/p"); os.utime(d)
def rare(): os.getloadavg(); os.sched_getaffinity(0); os.nice(0)
def rarer(): os.sync() if False else os.getrandom(8); os.memfd_create("x")
def rarest(): os.eventfd(0) if hasattr(os, "eventfd") else os.getpriority(0, 0); os.getgroups()
jobs = [(files, 30), (sockets, 20), (tcp, 10), (thread, 10), (process, 5), (mapping, 5), (database, 3), (links, 2), (udp, 1), (rare, 0.5), (rarer, 0.3), (rarest, 0.15)]
while True:
    random.choices([j for j, _ in jobs], [w for _, w in jobs])[0]()
    json.dumps(list(range(100)))
    time.sleep(0.1)
'
