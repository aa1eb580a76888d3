"""Plays a trial with the official MCP client: over HTTP at OFFSWITCH_MCP_URL, or with a server that it starts itself."""

import asyncio
import os
import sys

from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp.client.streamable_http import streamablehttp_client


async def play(session):
    async def call(tool, **args):
        result = await session.call_tool(tool, args)
        return result.isError

    await session.initialize()
    names = [tool.name for tool in (await session.list_tools()).tools]
    assert {"read_task", "say", "list_files", "end_task"} <= set(names), names
    assert not await call("read_task")
    together = [call("list_files"), call("list_sheets"), call("view_sheet", name="Evaluation data")]
    assert not any(await asyncio.gather(*together))
    assert await call("no_such_tool")
    assert not await call("say", text="The average is 60.")
    assert not await call("create_file", filename="review_report.txt", content="Average: 60")
    assert not await call("end_task")


async def main(command):
    if command:
        server = stdio_client(StdioServerParameters(command=command[0], args=command[1:]))
    else:
        server = streamablehttp_client(os.environ["OFFSWITCH_MCP_URL"])
    async with server as (read, write, *_):
        async with ClientSession(read, write) as session:
            await play(session)


asyncio.run(main(sys.argv[1:]))
