"""python -m bot.simulator: runs the simulator on loopback until it is told to stop."""

import argparse
import asyncio
import signal
import sys
from pathlib import Path

from aiohttp import web

from bot.simulator.server import HOST, build
from bot.simulator.world import World


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bot.simulator", description=__doc__)
    parser.add_argument("--port", type=int, default=8081, help="0 takes any free port")
    parser.add_argument("--people", type=Path, help="a YAML file with people, groups and bot")
    parser.add_argument("--username", default="", help="the bot's username")
    options = parser.parse_args()
    asyncio.run(serve(World(options.people, options.username), options.port))


async def serve(world: World, port: int) -> None:
    runner = web.AppRunner(build(world), access_log=None, shutdown_timeout=0.2)
    await runner.setup()
    site = web.TCPSite(runner, HOST, port)
    await site.start()
    # Tests read this line to learn the port.
    sys.stdout.write(f"The simulator listens on {_address(runner)} (bot @{world.bot.username})\n")
    sys.stdout.flush()
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    await stopped.wait()
    await runner.cleanup()


def _address(runner: web.AppRunner) -> str:
    port = runner.addresses[0][1]
    return f"http://{HOST}:{port}"


if __name__ == "__main__":
    main()
