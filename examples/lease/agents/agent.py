"""An agent as anybody writes it: it works through pieces, has an MCP session beside that, and knows nothing of leases.
As every client of MCP it answers when the server asks whether it is there. With "hang" it stands still at the fourth piece."""
import json
import os
import select
import subprocess
import sys
import time

PIECES = 12
hangs = sys.argv[1:] == ["hang"]
server = subprocess.Popen(os.environ["OFFSWITCH_MCP_COMMAND"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def send(**message):
    server.stdin.write((json.dumps({"jsonrpc": "2.0", **message}) + "\n").encode())
    server.stdin.flush()


def listen(seconds):
    """Answers for so long."""
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        if select.select([server.stdout], [], [], left)[0]:
            message = json.loads(server.stdout.readline())
            if message.get("method") == "ping":
                send(id=message["id"], result={})


client = {"name": "pim", "version": "1"}
send(id=1, method="initialize", params={"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": client})
send(method="notifications/initialized")

for piece in range(1, PIECES + 1):
    while hangs and piece == 4:
        pass
    listen(1)
    print(f"piece {piece} of {PIECES} is done", flush=True)
server.kill()
