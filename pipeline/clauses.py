"""Where a sentence falls into clauses of two actors ("Moscow called it illegal, while Brussels welcomed it")."""

from __future__ import annotations

from spacy.tokens import Doc, Span, Token

CONTRASTING = frozenset({"while", "whereas", "whereupon", "though", "although"})
JOINING = frozenset({"and", "but", "while"})
JUDGING = frozenset(
    "call describe reject dismiss denounce condemn deny attribute liken label brand welcome praise interpret "
    "portray see view regard term criticise criticize explain present".split()
)
"""Verbs by which a relative clause gives another actor's judgement ("a step that X called ...")."""
SPEAKING = JUDGING | frozenset(
    "say tell add announce declare state claim insist argue warn accuse blame urge demand promise vow pledge reply "
    "respond answer stress note admit acknowledge report write speak ask object oppose support back refuse vote "
    "decline doubt hope fear believe think want thank greet confine confirm appeal threaten complain express "
    "maintain suggest propose recommend protest hail mock question dispute".split()
)
"""Verbs of words and positions: only a clause with one of them is another actor's statement."""
NAMES = frozenset({"PERSON", "ORG", "GPE", "NORP"})


def joints(doc: Doc, start: int, end: int, least: int) -> tuple[int, ...]:
    """Return the places in ``doc.text`` where a sentence from ``start`` to ``end`` is cut, in order.

    Both sides have a subject and a finite verb of their own, the two subjects name different actors, and
    each side has at least ``least`` words (codebook, "The unit").
    """
    sentence = doc.char_span(start, end, alignment_mode="expand")
    if sentence is None or '"' in sentence.text or "“" in sentence.text:
        return ()  # a quotation with its speaker is one statement, whatever clauses it holds
    cuts: list[int] = []
    begin = sentence.start
    for token in sentence:
        if token.text not in (",", ";") or token.i + 1 >= sentence.end or token.i - begin < least:
            continue
        if sentence.end - token.i - 1 < least or not _parts(
            doc[begin : token.i], doc[token.i + 1 : sentence.end]
        ):
            continue
        cuts.append(token.idx + 1)
        begin = token.i + 1
    return tuple(cuts)


def _parts(left: Span, right: Span) -> bool:
    """Say whether the words after a comma begin a clause of another actor."""
    first = right[0]
    word = first.lower_
    if word in CONTRASTING or word in JOINING:
        clause = right[1:]
        verb = _verb_of(first)
        subject = _subject(verb, clause) if verb is not None else None
        if subject is None or verb is None or not _finite(verb) or verb.lemma_ not in SPEAKING:
            return False
        if clause and clause[0].lower_ in ("that", "whether", "how"):
            return False
        named = _names(subject)
        if word in JOINING - CONTRASTING and not (named and _main_subject_is_named(left)):
            return False
        return _main_subject(left) is not None and not _same(_main_subject(left), subject)
    if word in ("which", "a", "an"):
        return _judged(right)
    return False


def _judged(right: Span) -> bool:
    """Find ", which X called ..." and ", a step that X called ...": X judges what came before."""
    for token in right[:14]:
        if (
            token.lemma_ in JUDGING
            and token.pos_ == "VERB"
            and token.dep_ in ("relcl", "acl", "ccomp", "ROOT")
        ):
            subject = _subject(token, right)
            return (
                subject is not None and (_names(subject) or subject.tag_ in ("NN", "NNS")) and _finite(token)
            )
        if token.text in (",", ";") and token.i > right.start + 8:
            return False
    return False


def _verb_of(joint: Token | None) -> Token | None:
    """Return the verb of the clause that a conjunction opens."""
    if joint is None:
        return None
    head = joint.head
    if joint.dep_ == "cc":
        return next((child for child in head.children if child.dep_ == "conj" and child.i > joint.i), None)
    return head if head.i > joint.i else None


def _subject(verb: Token | None, within: Span) -> Token | None:
    if verb is None:
        return None
    found = (child for child in verb.children if child.dep_ in ("nsubj", "nsubjpass"))
    return next((child for child in found if within.start <= child.i < within.end), None)


def _finite(verb: Token | None) -> bool:
    if verb is None:
        return False
    helped = any(
        child.dep_ in ("aux", "auxpass") and child.tag_ in ("MD", "VBD", "VBZ", "VBP")
        for child in verb.children
    )
    return verb.tag_ in ("VBD", "VBZ", "VBP", "MD") or helped


def _main_subject(left: Span) -> Token | None:
    subjects = [
        token
        for token in left
        if token.dep_ in ("nsubj", "nsubjpass") and token.head.dep_ in ("ROOT", "conj")
    ]
    subjects = subjects or [token for token in left if token.dep_ in ("nsubj", "nsubjpass")]
    return subjects[0] if subjects else None


def _main_subject_is_named(left: Span) -> bool:
    subject = _main_subject(left)
    return subject is not None and _names(subject)


def _names(subject: Token) -> bool:
    return any(token.ent_type_ in NAMES for token in subject.subtree)


def _same(one: Token | None, other: Token) -> bool:
    """A pronoun, or the same head again, is no second actor."""
    return one is None or other.pos_ == "PRON" or one.lemma_ == other.lemma_
