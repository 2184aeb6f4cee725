# SPDX-License-Identifier: Apache-2.0
# What scripts do: files, threads, a socket, a child process. Prints the same in each run.
import json
import os
import socket
import subprocess
import threading

os.mkdir("/tmp/work")
with open("/tmp/work/data.json", "w") as file:
    json.dump({"squares": [n * n for n in range(10)]}, file)
os.rename("/tmp/work/data.json", "/tmp/work/final.json")
with open("/tmp/work/final.json") as file:
    print("squares", sum(json.load(file)["squares"]))

server = socket.create_server(("127.0.0.1", 0))


def answer():
    connection, _ = server.accept()
    with connection:
        connection.sendall(connection.recv(100).upper())


thread = threading.Thread(target=answer)
thread.start()
with socket.create_connection(server.getsockname()) as client:
    client.sendall(b"hello")
    print("echo", client.recv(100).decode())
thread.join()

print("child", subprocess.run(["/bin/sh", "-c", "cat /tmp/work/final.json"], capture_output=True, check=True).stdout.decode())
print("files", sorted(os.listdir("/tmp/work")), oct(os.stat("/tmp/work/final.json").st_mode))
os.unlink("/tmp/work/final.json")
os.rmdir("/tmp/work")
