"""A service manager's socket: prints each message as a line of JSON, with the clock's microseconds before it.

notify_socket.py PATH|@NAME
"""
import json
import socket
import sys
import time

where = sys.argv[1]
manager = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
manager.bind("\0" + where[1:] if where.startswith("@") else where)
print(json.dumps([0, "listens"]), flush=True)
while True:
    text = manager.recv(4096).decode()  # a descriptor that comes with it is closed, which is the answer to BARRIER=1
    print(json.dumps([time.monotonic_ns() // 1000, text]), flush=True)
