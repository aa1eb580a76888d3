"""Plays a trial with the tools of LangChain's MCP adapter, which opens a session for every call."""

import asyncio
import os

from langchain_mcp_adapters.client import MultiServerMCPClient


async def main():
    url = os.environ["OFFSWITCH_MCP_URL"]
    client = MultiServerMCPClient({"company": {"transport": "streamable_http", "url": url}})
    tools = {one.name: one for one in await client.get_tools()}

    async def call(tool, **args):
        return await tools[tool].ainvoke(args)

    await call("read_task")
    await asyncio.gather(call("list_files"), call("list_sheets"), call("view_sheet", name="Evaluation data"))
    await call("say", text="The average is 60.")
    await call("create_file", filename="review_report.txt", content="Average: 60")
    await call("end_task")


asyncio.run(main())
