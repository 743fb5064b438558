"""Reasons to say no about events."""

from __future__ import annotations

from bot.errors.refusal import Refusal


class NoSuchRecord(Refusal):
    """The event or press item is not there (any more)."""

    moment = "events.no_such_record"


class NoSuchEvent(Refusal):
    """No announced event has this number or this code."""

    moment = "events.no_such_event"


class EventCancelled(Refusal):
    """The event does not take place: nothing more can be done with it."""

    moment = "events.cancelled"


class EventOver(Refusal):
    """The event is over: whoever was there was there."""

    moment = "events.over"


class DeadlinePassed(Refusal):
    """It is too late to say that one comes."""

    moment = "events.deadline_passed"


class OfferLapsed(Refusal):
    """The seat was kept until a moment that has passed; it goes to whoever waits next."""

    moment = "events.offer_lapsed"


class UnknownRule(Refusal):
    """A way of repeating that is none, or more often than daily."""

    moment = "events.unknown_rule"

    def __init__(self, rule: str) -> None:
        super().__init__(rule=rule)


class CheckInClosed(Refusal):
    """The code at the door counts from an hour before the start to three hours after the end."""

    moment = "events.check_in_closed"


class NobodyToMeet(Refusal):
    """Nobody who goes can be suggested with a reason that a source documents."""

    moment = "events.nobody_to_meet"


class NotThere(Refusal):
    """How it was is asked of those who were there."""

    moment = "events.not_there"


class NotComing(Refusal):
    """Whom to meet is told to those who come, or may."""

    moment = "events.not_coming"

    def __init__(self, *, waiting: bool) -> None:
        super().__init__(waiting=waiting)


class UnfitName(Refusal):
    """Nothing that others could be shown as somebody's name."""

    moment = "events.unfit_name"
