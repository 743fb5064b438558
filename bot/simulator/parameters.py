"""The parameters of one call: query, form, multipart or JSON, read as leniently as Telegram does."""

import json
import re
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from bot.simulator.refusals import Refusal, bad_request
from bot.simulator.shapes import Json

NUMBER = re.compile(r"\s*(-?\d+)")


@dataclass(frozen=True)
class Upload:
    name: str
    mime_type: str
    content: bytes


@dataclass
class Parameters:
    values: Json = field(default_factory=dict)
    uploads: dict[str, Upload] = field(default_factory=dict)

    def text(self, name: str) -> str:
        value = self.values.get(name)
        if value is None:
            return ""
        if isinstance(value, bool):
            return "true" if value else "false"
        return value if isinstance(value, str) else json.dumps(value)

    def integer(self, name: str, default: int = 0) -> int:
        found = NUMBER.match(self.text(name))
        return int(found[1]) if found else default

    def number(self, name: str) -> float:
        """A coordinate and the like; without it Telegram names what is missing."""
        try:
            return float(self.text(name))
        except ValueError:
            raise bad_request(f"{name} is empty") from None

    def flag(self, name: str) -> bool:
        return self.text(name).lower() in ("true", "yes", "1")

    def object(self, name: str, called: str) -> Any:
        """A JSON-serialised value, None when it was not given."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            decoded = json.loads(value)
        except ValueError:
            raise bad_request(f"can't parse {called} JSON object") from None
        _check_strings(decoded)
        return decoded

    def needed(self, name: str) -> str:
        if not self.text(name):
            raise bad_request(f'parameter "{name}" is required')
        return self.text(name)

    def upload(self, name: str) -> Upload | None:
        """A file sent along under this name, or under the one `attach://` points to."""
        value = self.text(name)
        return self.uploads.get(value.removeprefix("attach://") if value.startswith("attach://") else name)

    def logged(self) -> Json:
        """As the journal keeps it: nested JSON opened, of files only name and size."""
        opened = {name: _opened(value) for name, value in self.values.items()}
        files = {name: {"file_name": u.name, "file_size": len(u.content)} for name, u in self.uploads.items()}
        return opened | files


def _opened(value: Any) -> Any:
    if isinstance(value, str) and value[:1] in ("{", "["):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


async def read(request: web.Request) -> Parameters:
    given = Parameters(dict(request.query))
    if request.content_type == "application/json":
        given.values |= await _json_body(request)
    elif request.can_read_body:
        await _read_form(request, given)
    _check_strings(given.values)
    return given


async def _json_body(request: web.Request) -> Json:
    try:
        body = json.loads(await request.read() or b"{}")
    except UnicodeDecodeError:
        raise bad_request("strings must be encoded in UTF-8") from None
    except ValueError:
        raise bad_request("can't parse JSON object") from None
    if not isinstance(body, dict):
        raise Refusal(400, "Bad Request: object expected")
    return body


async def _read_form(request: web.Request, given: Parameters) -> None:
    try:
        form = await request.post()
    except UnicodeDecodeError:
        raise bad_request("strings must be encoded in UTF-8") from None
    for name, value in form.items():
        if isinstance(value, web.FileField):
            given.uploads[name] = Upload(value.filename, value.content_type, value.file.read())
        elif isinstance(value, str):
            given.values[name] = value
        else:
            given.values[name] = bytes(value).decode("utf-8", "surrogateescape")


def _check_strings(value: Any) -> None:
    """Half a surrogate pair is no character: it cannot be written in UTF-8."""
    if isinstance(value, str):
        if any("\ud800" <= character <= "\udfff" for character in value):
            raise bad_request("strings must be encoded in UTF-8")
    elif isinstance(value, dict):
        for part in value.values():
            _check_strings(part)
    elif isinstance(value, list):
        for part in value:
            _check_strings(part)
