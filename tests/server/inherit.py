"""Listens and becomes the command that follows, with the socket as descriptor 3: what systemd does for a service.

inherit.py tcp|tcp6|PATH|@NAME|udp  COMMAND...
"""
import os
import socket
import sys

where, *command = sys.argv[1:]
if where == "tcp":
    listening = socket.create_server(("127.0.0.1", 0))
elif where == "tcp6":
    listening = socket.create_server(("::1", 0), family=socket.AF_INET6)
elif where == "udp":
    listening = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    listening.bind(("127.0.0.1", 0))
else:
    listening = socket.socket(socket.AF_UNIX)
    listening.bind("\0" + where[1:] if where.startswith("@") else where)
    listening.listen()
os.dup2(listening.fileno(), 3)
os.set_inheritable(3, True)
if "--listen-fd" not in command:
    os.environ.update(LISTEN_FDS=os.environ.get("LISTEN_FDS", "1"), LISTEN_PID=str(os.getpid()))
os.execv(command[0], command)
