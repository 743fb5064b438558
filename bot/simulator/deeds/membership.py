"""People block and unblock the bot, join and leave groups, take the bot in and throw it out."""

import time

from bot.simulator.deeds.hearing import deliver
from bot.simulator.deeds.impossible import Impossible
from bot.simulator.methods.chats import member
from bot.simulator.people import Group, Person
from bot.simulator.shapes import Json
from bot.simulator.world import World

BASIC_GROUP, SUPERGROUP = -2_001, -1_000_000_003_001


def blocks(world: World, person: Person, asked: Json) -> Json:
    return _turn(world, person, blocked=True)


def unblocks(world: World, person: Person, asked: Json) -> Json:
    return _turn(world, person, blocked=False)


def _turn(world: World, person: Person, *, blocked: bool) -> Json:
    """A private chat's my_chat_member: kicked means blocked, member means welcome again."""
    if person.blocked == blocked:
        return person.shown()
    person.blocked = blocked
    was, now = ("member", "kicked") if blocked else ("kicked", "member")
    _tell_bot(world, person.id, person, was=_in_private(world, was), now=_in_private(world, now))
    world.tell_person(person)
    return person.shown()


def _in_private(world: World, status: str) -> Json:
    until = {"until_date": 0} if status == "kicked" else {}
    return {"status": status, "user": world.bot.user(), **until}


def deactivates(world: World, person: Person, asked: Json) -> Json:
    person.deactivated = True
    world.tell_person(person)
    return person.shown()


def speaks(world: World, person: Person, asked: Json) -> Json:
    person.language_code = str(asked.get("language_code", ""))
    world.tell_person(person)
    return person.shown()


def joins(world: World, person: Person, asked: Json) -> Json:
    group = _group(world, asked)
    if person.id not in group.members:
        was = member(world, group, person.id)
        group.members.append(person.id)
        _service(world, group, person, {"new_chat_members": [person.user()]})
        _tell_admin(world, group, person, was)
    return group.shown()


def leaves(world: World, person: Person, asked: Json) -> Json:
    group = _group(world, asked)
    if person.id in group.members:
        was = member(world, group, person.id)
        group.members.remove(person.id)
        _service(world, group, person, {"left_chat_member": person.user()})
        _tell_admin(world, group, person, was)
    return group.shown()


def _group(world: World, asked: Json) -> Group:
    chat_id = int(asked["chat_id"])
    if chat_id not in world.groups:
        raise Impossible(f"no group {chat_id}")
    return world.groups[chat_id]


def _service(world: World, group: Group, person: Person, content: Json) -> None:
    stored = world.post(group.id, content, sender=person)
    deliver(world, stored, "message")
    world.hub.tell("group", group.shown())


def _change(world: World, chat_id: int, person: Person, was: Json, now: Json) -> Json:
    return {
        "chat": world.chat(chat_id), "from": person.user(), "date": int(time.time()), "old_chat_member": was,
        "new_chat_member": now,
    }  # fmt: skip


def _tell_bot(world: World, chat_id: int, person: Person, *, was: Json, now: Json) -> None:
    world.updates.push("my_chat_member", _change(world, chat_id, person, was, now), chat_id)


def _tell_admin(world: World, group: Group, person: Person, was: Json) -> None:
    """Only an administrator is told who comes and goes."""
    if group.bot_status == "administrator":
        now = member(world, group, person.id)
        world.updates.push("chat_member", _change(world, group.id, person, was, now), group.id)


def set_bot(world: World, group: Group, person: Person, status: str) -> Json:
    """Takes the bot in (member, administrator) or throws it out (left, kicked)."""
    if status not in ("member", "administrator", "left", "kicked"):
        raise Impossible(f"{status!r} is no status for a bot")
    was = member(world, group, world.bot.id)
    absent, present = ("left", "kicked"), ("member", "administrator")
    came = group.bot_status in absent and status in present
    went = group.bot_status in present and status in absent
    group.bot_status = status
    _tell_bot(world, group.id, person, was=was, now=member(world, group, world.bot.id))
    if came or went:
        itself = world.bot.user()
        moved: Json = {"new_chat_members": [itself]} if came else {"left_chat_member": itself}
        _service(world, group, person, moved)
    world.hub.tell("group", group.shown())
    return group.shown()


def found_group(world: World, asked: Json) -> Group:
    kind = str(asked.get("type", "supergroup"))
    least = min([*world.groups, 0])
    group_id = min(least, SUPERGROUP) - 1 if kind == "supergroup" else BASIC_GROUP - len(world.groups)
    group = Group(group_id, str(asked["title"]), list(asked.get("members", [])), type=kind)
    group.bot_status = str(asked.get("bot_status", "member"))
    world.groups[group.id] = group
    world.hub.tell("group", group.shown())
    return group


def migrate(world: World, group: Group) -> Group:
    """The old id lives on only to say where everybody went."""
    if group.type != "group" or group.migrated_to:
        raise Impossible("only a basic group becomes a supergroup, and only once")
    new = found_group(world, {"title": group.title, "members": group.members, "bot_status": group.bot_status})
    owner = world.people[group.members[0]]
    _service(world, group, owner, {"migrate_to_chat_id": new.id})
    group.migrated_to = new.id
    _service(world, new, owner, {"migrate_from_chat_id": group.id})
    return new
