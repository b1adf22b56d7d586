"""Small named rules for what is printed around an article but is not part of it."""

from __future__ import annotations

import re

_NAME = r"[A-ZÀ-ÖØ-Þ][\w’'.-]+"
_NAMES = rf"{_NAME}(?: (?:{_NAME}|de|van|von|der|al|bin)){{0,4}}"
_NOT_DAY = (
    r"(?!(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|May |"
    r"June|July|August|September|October|November|December|Christmas|Easter)"
)
_END = r"[\s.!:…»>→]*"


def _rule(
    pattern: str, longest: int = 400, flags: re.RegexFlag = re.IGNORECASE
) -> tuple[re.Pattern[str], int]:
    return re.compile(pattern, flags), longest


# Each rule speaks of a whole block: a pattern from its first letter, and the length in characters
# beyond which the block is prose after all. Words that news also uses ("support", "share",
# "copyright") count only in the shape of a call, a label or a notice.
RULES: dict[str, tuple[tuple[re.Pattern[str], int], ...]] = {
    "newsletter": (
        _rule(
            (
                r"(?:please )?(?:subscribe|sign up|register)(?: now| here| today| free)?(?: (?:to|"
                r"for) (?:our|the|this|your|\S+(?:['’]s)?)(?: [\w-]+){0,4}? (?:newsletters?|"
                r"briefings?|emails?|e-mails?|mailing list|podcasts?|channel|alerts?|"
                r"updates?)\b.*|"
            )
            + _END
            + "$)"
        ),
        _rule(
            r"(?:get|receive|want) (?:the |our |more )?(?:latest|best|top|daily|weekly|"
            r"stories)\b.*\b(?:inbox|newsletter|email|e-mail|briefing)\b.*"
        ),
        _rule(r"(?:our |the |daily |weekly |free )*newsletters?(?: sign-?up)?" + _END + "$"),
        _rule(r"(?:enter )?your e-?mail(?: address)?" + _END + "$"),
    ),
    "support": (
        _rule(
            (
                r"(?:please )?(?:support|help) (?:us|our (?:work|journalism|reporting|newsroom)|"
                r"independent (?:journalism|media|news|reporting)|"
                r"(?:the )?[\w ]{1,30}journalism)(?:"
            )
            + _END
            + (
                r"$|[ .!:].*\b(?:donat\w+|contribut\w+|members?|membership|today|now|subscri\w+|"
                r"here|small as)\b.*)"
            )
        ),
        _rule(
            (
                r"(?:please )?(?:consider )?(?:donate|donating|become a (?:member|patron|"
                r"supporter|subscriber)|make a (?:donation|contribution)|join us)(?: now| here|"
                r" today| to (?:us|our [\w ]{1,30})| on patreon| and [\w ]{1,60})?"
            )
            + _END
            + "$"
        ),
        _rule(
            r"(?:if you (?:like|enjoy|value|found|appreciate)|your (?:support|donation|"
            r"contribution)|we (?:need|rely on) your)\b(?:.*\b(?:donat(?:e|ing)|"
            r"support(?:ing)? (?:us|our)|our (?:journalism|work|reporting)|"
            r"independent journalism|becom(?:e|ing) a member)\b).*"
        ),
    ),
    "copyright": (
        _rule(r"(?:copyright )?(?:©|\(c\))\s*.*", 300),
        _rule(r"copyright\s*:?\s*(?:\d{4}|by|of)\b.*", 300),
        _rule(r"(?:.{0,120}[.,|-] ?)?all rights reserved\b.*", 300),
        _rule(
            r"(?:this (?:article|story|text|material)|reproduc\w+|"
            r"reprint\w*)\b.*\b(?:first (?:appeared|published)|originally (?:appeared|"
            r"published)|republished|with (?:the )?permission|creative commons|"
            r"may not be (?:published|reproduced)|without permission)\b.*"
        ),
        _rule(
            (
                r"(?:terms of (?:use|service)|privacy policy|contact us|about us)(?: ?[|"
                r"·•/] ?.{0,80})?"
            )
            + _END
            + "$",
            120,
        ),
    ),
    "share": (
        _rule(
            (
                r"(?:share|tweet|pin|print|email|e-mail|save|comments?|copy link|whatsapp|"
                r"telegram|facebook|twitter|linkedin|x|reddit|vk|viber|messenger)(?:(?: ?[|"
                r"/,·•] ?| | and )(?:share|tweet|pin|print|email|e-mail|save|comments?|copy link|"
                r"whatsapp|telegram|facebook|twitter|linkedin|x|reddit|vk|viber|messenger|this|"
                r"via|on))*"
            )
            + _END
            + "$",
            160,
        ),
        _rule(r"share (?:this|the) (?:article|story|post|page|news|video)\b.{0,80}$", 120),
        _rule(
            (r"(?:\d+ )?(?:comments?|shares|views|likes|min(?:ute)?s? read)(?: \(?\d+\)?)?") + _END + "$", 60
        ),
        _rule(r"\d+ (?:min|minute|minutes) read" + _END + "$", 60),
    ),
    "follow": (
        _rule(
            (
                r"(?:please )?(?:follow|find|join|like|watch) (?:us|our (?:channel|page)|"
                r"\S+(?: \S+)?) ?(?:on|at|via) ?(?:our )?(?:facebook|twitter|x|telegram|instagram|"
                r"youtube|linkedin|whatsapp|social media|google news|tiktok)\b.{0,120}$"
            ),
            220,
        ),
        _rule(r"(?:download|get|install) (?:our|the \S+) app\b.{0,120}$", 200),
    ),
    "related": (
        _rule(
            r"(?:read|see|watch|listen)(?: also| more| next| further| on)?(?: (?:here|on this|"
            r"about this))? ?[:>»→|].*"
        ),
        _rule(
            (
                r"(?:also read|read also|see also|more on this|related(?: (?:articles?|stories|"
                r"news|posts|topics|links|content))?|recommended|you (?:may|might) (?:also )?like|"
                r"most (?:read|popular)|trending|latest news|top stories|further reading|"
                r"don['’]t miss|more from [\w .]{1,40}|editors?['’]s? (?:picks?|"
                r"choice))(?: ?[:>»→|].*|"
            )
            + _END
            + "$)"
        ),
        _rule(
            (
                r"(?:read more|click here|continue reading|read (?:the )?full (?:story|article)|"
                r"learn more|back to top|load more|view (?:all|comments))(?:"
            )
            + _END
            + (r"$| (?:here|to (?:read|see|watch|view|subscribe|learn|continue))\b.{0,120}$)"),
            200,
        ),
        _rule((r"(?:tags?|topics?|keywords?|filed under|categor(?:y|ies)|section) ?:.*"), 300),
    ),
    "credit": (
        _rule(
            (
                r"\W*(?:file |archive |illustrative )?(?:photos?|photograph|images?|pictures?|"
                r"video|illustration|graphic|map|caption|cover photo)(?: credits?| courtesy|"
                r" source)?(?: by| of| from)? ?[:/©|].*"
            ),
            600,
        ),
        _rule(
            (
                r"\W*(?:file |archive )?(?:photo|image|picture|video|"
                r"illustration)(?:graph)? (?:by|courtesy of|credit) .{1,80}$"
            ),
            120,
        ),
        _rule(r"(?:credit|credits|source|courtesy) ?: ?.{1,80}$", 100),
        _rule(
            (
                r".{0,500}\b(?:via|/) ?(?:REUTERS|AFP|Getty Images|AP|TASS|EPA|Anadolu|Sputnik|"
                r"Shutterstock)\)?$"
            ),
            600,
            re.NOFLAG,
        ),
        _rule(
            r".{0,500}(?:REUTERS|AFP|AP Photo|Getty Images|EPA|TASS|Sputnik) ?/ ?"
            + _NAMES
            + r"(?:/.{0,40})?\)?(?:/?File ?(?:Photo)?)?\.?$",
            600,
            re.NOFLAG,
        ),
        _rule(
            (
                r"\(?(?:(?:additional |writing and |writing, )?(?:reporting|writing|editing|"
                r"compiled|translated)) by [A-ZÀ-Þ].*(?:;.*)?\)?$"
            ),
            400,
        ),
    ),
    "cookies": (
        _rule(
            (
                r"(?:we|this (?:site|website|page)|our (?:site|"
                r"website)) (?:and our (?:\d+ )?partners )?uses? cookies\b.*"
            ),
            600,
        ),
        _rule((r"by (?:continuing|using|clicking)\b.{0,120}\b(?:cookies|terms|privacy)\b.*"), 600),
        _rule((r"(?:accept|reject|manage|allow)(?: all)? (?:cookies|preferences|options)") + _END + "$", 80),
    ),
    "advertisement": (
        _rule(
            (
                r"\W*(?:advertis(?:e)?ments?|sponsored(?: content)?|promoted(?: content)?|"
                r"paid content|ad|story continues below(?: this ad(?:vertisement)?)?|"
                r"skip (?:to (?:main )?content|ad))"
            )
            + _END
            + r"\W*$",
            80,
        ),
    ),
    "byline": (
        _rule(
            r"(?i:by):? "
            + _NOT_DAY
            + _NAMES
            + r"(?:(?:,| and| in| for) ?"
            + _NAMES
            + r"){0,4}(?: ?[|,·•–-] ?.{0,60})?$",
            140,
            re.NOFLAG,
        ),
        _rule(r"(?i:by):? [A-ZÀ-Þ .,’'-]{4,80}$", 90, re.NOFLAG),
        _rule(
            (
                r"(?:first )?(?:published|updated|last (?:updated|modified)|posted|date)(?: on|"
                r" at)? ?:?\s(?:(?:\d[\d:./-]*(?:st|nd|rd|th)?|(?:jan|feb|mar|apr|may|jun|jul|aug|"
                r"sep|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun)[a-z]*|today|yesterday|at|on|of|am|"
                r"pm|a\.m|p\.m|[a-z]{2,4}t|utc|\d+ (?:min\w*|hours?|days?) ago)[\s,.:|"
                r"()+/-]*){1,9}$"
            ),
            120,
        ),
    ),
}


def reason(block: str) -> str | None:
    """Return why a block is not part of the article, or None for one that is.

    >>> reason("Subscribe to our newsletter"), reason("By John Smith"), reason("By Monday they left.")
    ('newsletter', 'byline', None)
    """
    line = " ".join(block.split())
    if not any(letter.isalnum() for letter in line):
        return "no words"
    for name, rules in RULES.items():
        if any(len(line) <= longest and pattern.match(line) for pattern, longest in rules):
            return name
    return None
