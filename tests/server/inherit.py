"""Listens and becomes the command that follows, with the sockets as descriptors 3 and on: what systemd does for a service.

inherit.py tcp|tcp6|PATH|@NAME|udp[,...]  COMMAND...
"""
import os
import socket
import sys


def listening_on(where):
    if where == "tcp":
        return socket.create_server(("127.0.0.1", 0))
    if where == "tcp6":
        return socket.create_server(("::1", 0), family=socket.AF_INET6)
    if where == "udp":
        bound = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        bound.bind(("127.0.0.1", 0))
        return bound
    listening = socket.socket(socket.AF_UNIX)
    listening.bind("\0" + where[1:] if where.startswith("@") else where)
    listening.listen()
    return listening


places, *command = sys.argv[1:]
sockets = [listening_on(where) for where in places.split(",")]
for descriptor, each in enumerate(sockets, 3):
    os.dup2(each.fileno(), descriptor)
    os.set_inheritable(descriptor, True)
if "--listen-fd" not in command:
    os.environ.update(LISTEN_FDS=str(len(sockets)), LISTEN_PID=str(os.getpid()))
os.execv(command[0], command)
