"""How updates reach the bot: getUpdates, or a webhook."""

import re
from typing import Any
from urllib.parse import urlsplit

from bot.simulator import limits
from bot.simulator.parameters import Parameters
from bot.simulator.refusals import bad_request
from bot.simulator.shapes import Json
from bot.simulator.webhook import Target
from bot.simulator.world import World


async def get_updates(world: World, given: Parameters) -> list[Json]:
    if world.webhook.active:
        await world.polling.conflict()
    world.updates.allow(_kinds(given))
    limit, seconds = given.integer("limit", limits.UPDATES_A_CALL), given.integer("timeout")
    return await world.polling.get(given.integer("offset"), limit, seconds)


def _kinds(given: Parameters) -> list[str] | None:
    kinds: Any = given.object("allowed_updates", "allowed updates")
    return [str(kind) for kind in kinds] if isinstance(kinds, list) else None


async def set_webhook(world: World, given: Parameters) -> bool:
    url = given.text("url")
    target = Target(
        url=_checked(url) if url else "",
        secret_token=_secret(given.text("secret_token")),
        max_connections=min(max(given.integer("max_connections", 40), 1), 100),
        ip_address=given.text("ip_address") or "127.0.0.1",
    )
    if given.flag("drop_pending_updates"):
        world.updates.keep_last(0)
    if url:
        world.polling.end("Conflict: terminated by setWebhook request")
    world.updates.allow(_kinds(given))
    await world.webhook.set(target)
    return True


async def delete_webhook(world: World, given: Parameters) -> bool:
    if given.flag("drop_pending_updates"):
        world.updates.keep_last(0)
    await world.webhook.stop()
    return True


def _checked(url: str) -> str:
    """Telegram wants HTTPS; on this machine plain HTTP to loopback does as well, and nothing else."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise bad_request("invalid webhook URL specified")
    if parts.hostname not in ("127.0.0.1", "localhost", "::1"):
        raise bad_request("bad webhook: the simulator delivers to this machine only")
    return url


def _secret(token: str) -> str:
    if len(token) > limits.SECRET_TOKEN_LENGTH:
        raise bad_request("secret token is too long")
    if token and not re.fullmatch(r"[A-Za-z0-9_-]+", token):
        raise bad_request("secret token contains unallowed characters")
    return token


def webhook_info(world: World, given: Parameters) -> Json:
    hook = world.webhook
    info: Json = {
        "url": hook.target.url, "has_custom_certificate": False,
        "pending_update_count": len(world.updates.waiting),
    }  # fmt: skip
    if hook.active:
        info |= {"max_connections": hook.target.max_connections, "ip_address": hook.target.ip_address}
    if hook.trouble.at:
        info |= {"last_error_date": hook.trouble.at, "last_error_message": hook.trouble.words}
    if world.updates.allowed:
        info["allowed_updates"] = sorted(world.updates.allowed)
    return info
