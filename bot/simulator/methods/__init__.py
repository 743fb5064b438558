"""The methods of the Bot API that are written by hand, by their names in lower case."""

from collections.abc import Awaitable, Callable
from functools import partial

from bot.simulator.methods import (
    answering,
    chats,
    editing,
    media,
    passing_on,
    profile,
    rarities,
    reception,
    sending,
)
from bot.simulator.parameters import Parameters
from bot.simulator.world import World

Method = Callable[[World, Parameters], object | Awaitable[object]]


def _yes(world: World, given: Parameters) -> bool:
    return True


def _get_file(world: World, given: Parameters) -> object:
    return world.files.described(given.text("file_id"))


WRITTEN: dict[str, Method] = {
    "getme": profile.get_me,
    "logout": _yes,
    "close": _yes,
    "getupdates": reception.get_updates,
    "setwebhook": reception.set_webhook,
    "deletewebhook": reception.delete_webhook,
    "getwebhookinfo": reception.webhook_info,
    "sendmessage": sending.send_message,
    "sendphoto": media.send_photo,
    **{f"send{kind.replace('_', '')}": partial(media.send_file, kind) for kind in media.EXTRA},
    "sendmediagroup": media.send_media_group,
    "sendlocation": media.send_location,
    "sendvenue": media.send_venue,
    "sendcontact": media.send_contact,
    "sendpoll": media.send_poll,
    "senddice": rarities.send_dice,
    "sendgame": rarities.send_game,
    "sendinvoice": rarities.send_invoice,
    "sendchecklist": rarities.send_checklist,
    "sendpaidmedia": rarities.send_paid_media,
    "sendlivephoto": rarities.send_live_photo,
    "sendrichmessage": rarities.send_rich_message,
    "sendmessagedraft": rarities.send_message_draft,
    "forwardmessage": passing_on.forward_message,
    "forwardmessages": passing_on.forward_messages,
    "copymessage": passing_on.copy_message,
    "copymessages": passing_on.copy_messages,
    "pinchatmessage": passing_on.pin_message,
    "unpinchatmessage": passing_on.unpin_message,
    "setmessagereaction": passing_on.react,
    "sendchataction": passing_on.chat_action,
    "editmessagetext": editing.edit_text,
    "editmessagecaption": editing.edit_caption,
    "editmessagemedia": editing.edit_media,
    "editmessagereplymarkup": editing.edit_markup,
    "editmessagelivelocation": editing.edit_location,
    "stopmessagelivelocation": editing.edit_markup,
    "editmessagechecklist": editing.touch_up,
    "setgamescore": editing.touch_up,
    "stoppoll": editing.stop_poll,
    "deletemessage": editing.delete_message,
    "deletemessages": editing.delete_messages,
    "answercallbackquery": answering.answer_callback,
    "answerinlinequery": answering.answer_inline,
    "setmycommands": profile.set_commands,
    "getmycommands": profile.get_commands,
    "deletemycommands": profile.delete_commands,
    "setmyname": profile.set_name,
    "getmyname": profile.get_name,
    "setmydescription": profile.set_description,
    "getmydescription": profile.get_description,
    "setmyshortdescription": profile.set_short_description,
    "getmyshortdescription": profile.get_short_description,
    "setchatmenubutton": profile.set_menu_button,
    "getchatmenubutton": profile.get_menu_button,
    "setmydefaultadministratorrights": profile.set_default_rights,
    "getmydefaultadministratorrights": profile.get_default_rights,
    "getchat": chats.get_chat,
    "getchatmember": chats.get_member,
    "getchatmembercount": chats.member_count,
    "getchatadministrators": chats.administrators,
    "leavechat": chats.leave,
    "setchattitle": chats.set_title,
    "setchatdescription": chats.set_description,
    "banchatmember": chats.ban_member,
    "getfile": _get_file,
}
