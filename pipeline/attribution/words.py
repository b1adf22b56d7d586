"""The words by which English news says who speaks, acts and is meant: closed lists, in lemmas or lower case."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


SAYING = _words(
    """say tell add note write tweet post remark observe comment state announce declare reply answer respond retort
    quip joke explain recall continue argue warn claim insist stress emphasise emphasize underline reiterate repeat
    admit concede acknowledge complain conclude predict report testify recount maintain contend assert affirm confirm
    agree suggest hint relate decide rule muse grumble boast sigh shrug insist counter interject object protest caution allege promise vow pledge ask think believe read"""
)
"""Verbs that may stand within what they report: "Rosatom, he said, was ready"."""

HOLDING = _words(
    """accuse deny reject dismiss call describe term brand label denounce condemn criticise criticize blame praise hail
    welcome urge demand request propose offer consider regard see view want hope fear expect doubt regret deplore thank
    congratulate apologise apologize invite assure remind inform brief appeal express voice support back oppose endorse
    favour favor feel hold wish like dislike prefer mean need intend plan threaten refuse decline disagree dispute
    question point speak talk discuss estimate forecast calculate value list know remember understand remain suspect
    seek advocate defend attack mock rebuke reproach lament mourn portray present cite quote attribute interpret"""
)
"""Verbs of other speech acts and of held positions (rule 18): their subject is the actor in any tense."""

INNER = _words(
    "see hold need mean know remain remember understand find speak talk list like wish want expect feel"
)
"""Verbs that say what a person thinks, but of a state only how it fares ("Finland saw 1,700 arrive")."""

STANDING = _words(
    """be have own contain comprise include cover lie border consist belong account amount number measure total cost
    stand sit live weigh earn depend rely import export produce mine buy sell employ command share last date stretch
    seem appear concern represent"""
)
"""Verbs of standing facts (rule 31): of a state or body they are background, not an act."""

SPEECH_NOUNS = _words(
    """statement speech address interview briefing letter post message declaration communique communiqué remark reply
    answer resolution figures comment article column report commentary response editorial appeal readout note line position view"""
)
"""What a source says it in: "the ministry's statement said", "in a letter the union warned"."""

POLLS = _words("poll survey percent pct cent respondent pollster polling question opinion")
POLL_HEADS = _words("poll survey study barometer questionnaire")

TITLES = _words(
    """president vice-president premier prime minister deputy first acting former ex-president secretary general
    secretary-general foreign defence defense interior finance economy energy justice health agriculture culture
    education transport trade spokesman spokeswoman spokesperson chairman chairwoman chair chairperson speaker
    commissioner high representative ambassador envoy chief head leader director governor mayor senator congressman
    congresswoman representative mp mep lawmaker deputy judge prosecutor king queen prince princess pope patriarch
    archbishop bishop metropolitan father imam rabbi colonel lieutenant major captain sergeant admiral marshal brigadier
    chancellor opposition analyst expert professor dr mr mrs ms sir lord dame lady prof gen col lt maj sen rep gov
    economist historian sociologist political scientist researcher journalist editor reporter correspondent colleague
    counterpart host adviser advisor aide assistant press state union kremlin government party communist socialist
    liberal conservative democrat republican independent then-president then-prime veteran activist lawyer attorney
    farmer pensioner teacher student villager shopkeeper driver engineer pharmacist nurse doctor retired co-chair
    chairing ombudsman ombudswoman treasury oil tourism industry digital enlargement parliamentary speaker presidential
    minister-president vice prime-minister comrade citizen brother sister son daughter wife husband nephew uncle"""
)
"""Words before a name that are no part of it."""

ROLES = _words(
    """president premier minister secretary secretary-general spokesman spokeswoman spokesperson chairman chairwoman
    chair chairperson speaker commissioner representative ambassador envoy chief head leader director governor mayor
    senator lawmaker deputy judge prosecutor king queen pope patriarch archbishop bishop general colonel commander
    officer admiral chancellor official diplomat analyst expert professor economist historian sociologist scientist
    researcher journalist editor reporter correspondent counterpart host adviser advisor aide assistant lawyer attorney
    ombudsman delegate negotiator member candidate activist politician founder owner politician attaché consul
    politologist scholar observer source veteran retiree man woman farmer pensioner teacher student villager shopkeeper
    driver engineer pharmacist nurse doctor soldier resident voter mother father widow trader merchant vendor baker
    businessman businesswoman manager executive worker miner fisherman priest monk imam author writer blogger singer
    actor footballer coach passenger neighbour neighbor girl boy grandmother grandfather colleague organiser organizer
    participant reader user moderator presenter anchor columnist commentator hostess baritone barber beekeeper janitor
    clerk porter son daughter wife husband brother sister nephew uncle aunt old co-leader primate veteran counsellor guest parliamentarian trader negotiator gunner caretaker mechanic accountant electrician mp mep vice-president co-chair chairperson interpreter"""
)
"""Persons by what they are: a mention without a name is a role."""

EXPERTS = _words(
    """analyst expert professor economist historian sociologist scientist researcher scholar politologist lecturer
    fellow sinologist strategist academic pollster commentator columnist observer consultant demographer orientalist"""
)
EXPERT_SIGNS = _words("teaches lectures institute university think-tank centre center edits studies")

ORGANS = _words(
    """government ministry parliament cabinet court police army military navy presidency embassy delegation council
    commission committee administration department agency service bank assembly senate congress chamber office
    prosecutors authorities authority staff forces troops mission secretariat union bloc alliance organisation
    organization party movement coalition opposition company firm group operator producer station newspaper agency
    channel outlet broadcaster institute centre center foundation association federation church side kremlin duma
    customs consulate intelligence directorate inspectorate bureau regulator tribunal legislature leadership
    monastery patriarchate refinery plant bank lender fund consortium utility airline railways border municipality
    city republic capital palace house treasury pentagon executive body faction caucus club league daily weekly
    magazine paper website ngo charity watchdog think-tank team crew command commissariat state country regime
    nation kingdom power neighbour neighbor ally"""
)
"""Bodies by what they are."""

MEDIA = _words(
    "newspaper station channel outlet broadcaster daily weekly magazine paper website editorial agency tabloid"
)
PARTIES = _words("party movement coalition opposition faction caucus alliance")
FIRMS = _words(
    """company firm group operator producer refinery plant lender consortium utility airline railways bank fund
    union association federation church organisation organization foundation institute centre center club league
    ngo charity watchdog think-tank monastery patriarchate mission bloc alliance secretariat"""
)
GOVERNMENT_ORGANS = _words(
    "government authorities cabinet leadership side country state republic kingdom capital nation regime"
)

CROWDS = _words(
    """people public citizens voters residents villagers protesters demonstrators activists students respondents
    farmers drivers traders locals inhabitants families workers supporters veterans refugees soldiers volunteers
    pensioners opponents critics readers crowd crowds majority men women youth young parents relatives families
    shopkeepers merchants miners fishermen passengers tourists exporters importers growers makers picketers
    mourners marchers thousands hundreds dozens many most some few others diaspora bloggers users believers
    parishioners guests stallholders owners deputies lawmakers diplomats lawyers analysts experts economists
    journalists officials officers leaders ministers presidents ambassadors delegates negotiators members editors
    newspapers channels media lenders alumni dealers banks companies firms historians observers mps senators governors mayors prosecutors lawyers diplomats"""
)
"""Groups of people; unnamed ones are public (rule 20)."""

GROUP_EXPERTS = _words("analysts experts economists historians observers sociologists")
GROUP_OFFICIALS = _words("officials authorities ministers")

WOMEN = _words(
    """spokeswoman chairwoman congresswoman businesswoman woman queen princess mrs ms ombudswoman mother widow girl
    actress seamstress hostess grandmother daughter sister wife dame lady nun waitress aunt niece"""
)
MEN = _words(
    """spokesman chairman congressman businessman man king prince mr sir lord father boy pope patriarch metropolitan
    archbishop grandfather son brother husband imam priest monk fisherman uncle nephew"""
)

STARTERS = _words(
    """by with in on at after before but and both for asked the a an as from to while when although though since meanwhile
    according speaking another yet so then if even only not also later earlier former then-president like unlike among
    monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
    september october november december yesterday today tomorrow
    his her their its our my this that these those interview briefing speech statement remarks question"""
)
"""Capitalised words at the beginning of a sentence or title that are no part of a name."""

TITLE_OFFICES: dict[str, str] = {
    "president": "president",
    "prime minister": "prime minister",
    "premier": "prime minister",
    "foreign minister": "foreign minister",
    "minister of foreign affairs": "foreign minister",
    "defence minister": "defence minister",
    "defense minister": "defence minister",
    "minister of defence": "defence minister",
    "spokesman": "spokesperson",
    "spokeswoman": "spokesperson",
    "spokesperson": "spokesperson",
    "chancellor": "chancellor",
    "secretary general": "secretary general",
    "secretary-general": "secretary general",
    "high representative": "high representative",
    "secretary of state": "foreign minister",
}
"""A title in the text, and the title of the registry's offices."""
