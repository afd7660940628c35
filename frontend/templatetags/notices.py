"""What pages need to offer notices in this browser."""

from django import template
from django.template.context import RequestContext
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from frontend.notices import public_key
from people.consent import PURPOSES

register = template.Library()


@register.simple_tag
def push_key() -> str:
    """The key that browsers ask for; empty where notices are not offered."""
    return public_key()


@register.simple_tag
def notices_purpose() -> str:
    """What one says yes to by switching notices on."""
    return str(PURPOSES["notices"].text)


@register.simple_tag(takes_context=True)
def notices_script(context: RequestContext) -> SafeString | str:
    """The script of the block ``frontend/notices/phone.html``."""
    if not public_key():
        return ""
    nonce, source = context["request"].csp_nonce, static("gandeng/notices.js")
    return format_html('<script type="module" nonce="{}" src="{}"></script>', nonce, source)
