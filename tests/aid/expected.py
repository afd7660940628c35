"""Who may do what, when, written down a second time: a rule that changes must change here too.

People are letters: A anyone without an account, S a stranger with one, H the household, F the
helper who filed for it, D the donor, E a cadre of its RW, N a neighbour there, W the head of its
RW, K and C coordinators of its kelurahan
and city, U an auditor of the city, O a coordinator of another city, G Gandeng itself.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from aid.rules import (
    ComplaintStatus,
    ConsignmentStatus,
    HandoutStatus,
    ListStatus,
    MatchStatus,
    OfferStatus,
    RequestStatus,
    Status,
    Verdict,
)

EVERYBODY = "ASHFDENWKCUOG"
ACCOUNTS = "SFDENWKCUO"

# verb, from ("new": not made yet, "any"), to ("-": stays as it is), who
WRITTEN = {
    "request": """
        submit       new                 submitted  ASHFDENWKCUOG
        see          any                 -          HFWKCU
        see_contact  submitted,verified,listed  -   HWKC
        see_known    any                 -          H
        take_back_messages  any          -          H
        issue_link   submitted,verified,listed  -   KC
        issue_coupon  verified,fulfilled  -         KC
        vouch        submitted           -          EN
        verify       submitted           verified   WKC
        refuse       submitted,verified  refused    WKC
        keep_both    submitted,verified  -          WKC
        withdraw     submitted,verified,listed  withdrawn  HF
        correct      submitted,verified  -          H
        check_again  verified            submitted  G
        say_enough   verified            enough     H
        still_need   submitted,verified  -          HF
        ask_again    fulfilled,refused,withdrawn,expired,enough  -  H
        erase        any                 -          H
        forget       fulfilled,refused,withdrawn,expired,enough  -  G
        pledge       verified            -          SDNO
        match        verified            -          KCG
        list         submitted,verified  listed     G
        unlist       listed              verified   G
        unlist_unchecked  listed         submitted  G
        fulfil       verified            fulfilled  G
        reopen       fulfilled           verified   G
        expire       submitted,verified,listed  expired    G
    """,
    "offer": """
        publish   new   open       SFDENWKCUO
        publish_again  any  -      D
        print_receipt  any  -      D
        see       any   -          DKCU
        match     open  -          KCG
        withdraw  open  withdrawn  D
        expire    open  expired    G
    """,
    "match": """
        propose         new                            proposed    KCG
        pledge          new                            accepted    SDNO
        see             any                            -           HFDWKCU
        accept          proposed                       accepted    D
        decline         proposed                       declined    D
        lapse           proposed                       lapsed      G
        agree_contact   accepted,on_the_way            -           HWKC
        take_back_contact  accepted,on_the_way,delivered,disputed,confirmed,cancelled,lost  -  HWKC
        see_contact     accepted,on_the_way,delivered,disputed,confirmed,cancelled,lost  -  D
        agree_place     accepted,on_the_way            -           HFWKC
        see_place       accepted,on_the_way,delivered,disputed  -  HD
        name_collector  accepted,on_the_way            -           HFWKC
        see_collector   accepted,on_the_way,delivered,disputed  -  HFDWKC
        write_message   accepted,on_the_way,delivered,disputed  -  HD
        see_messages    accepted,on_the_way,delivered,disputed,confirmed,cancelled,lost  -  HD
        block_donor     accepted,on_the_way,delivered,disputed,confirmed,cancelled,lost  -  H
        unblock_donor   accepted,on_the_way,delivered,disputed,confirmed,cancelled,lost  -  H
        add_photo       on_the_way,delivered,disputed,confirmed  -  HDWKC
        see_photo       accepted,on_the_way,delivered,disputed,confirmed,cancelled,lost  -  HFDWKC
        remove_photo    accepted,on_the_way,delivered,disputed,confirmed,cancelled,lost  -  HDWKC
        see_code        accepted,on_the_way,delivered  -           H
        start           accepted                       on_the_way  D
        running_late    accepted,on_the_way            -           D
        deliver         on_the_way                     delivered   D
        receive         accepted,on_the_way            delivered   FWKC
        confirm         on_the_way,delivered           confirmed   H
        enter_code      on_the_way,delivered           confirmed   D
        dispute         delivered                      disputed    H
        settle_arrived  disputed                       confirmed   HKC
        settle_lost     disputed                       lost        KC
        cancel          accepted,on_the_way            cancelled   DWKCG
        did_not_come    accepted,on_the_way            cancelled   HFWKC
        lose            on_the_way                     lost        DWKC
        print_receipt   confirmed                      -           D
        complain        accepted,on_the_way,delivered,disputed,confirmed,cancelled,lost  -  HFD
        answer_payment  confirmed                      -           H
    """,
    "list": """
        open            new               draft     EWKC
        see             any               -         EWKCU
        see_lines       any               -         WKC
        write_line      draft             -         EWKC
        compile         draft             compiled  WKC
        send_back       compiled          draft     KC
        verify          compiled          verified  KC
        copy            verified,closed   -         EWKC
        print_coupons   verified          -         KC
        reissue_coupon  verified          -         KC
        close           draft,verified    closed    WKCG
    """,
    "consignment": """
        plan                 new                         planned      D
        see                  any                         -            DHEWKCU
        reschedule           planned                     -            D
        confirm_slot         planned                     -            HWKC
        print_waybill        planned,on_the_way          -            DWKC
        start                planned                     on_the_way   D
        running_late         planned,on_the_way          -            D
        arrive               planned,on_the_way          at_post      HWKC
        print_handover_note  at_post,distributed,closed  -            DHWKC
        divide               at_post                     -            WKC
        hand_out             at_post,distributed         -            HEWKC
        move_on              at_post,distributed         -            WKC
        finish               at_post                     distributed  HWKC
        close                distributed                 closed       KCG
        cancel               planned                     cancelled    DWKCG
        lose                 on_the_way                  lost         DWKC
    """,
    "handout": """
        see             any           -             HWKC
        give            due           given         EWKC
        redeem          due,given     confirmed     EWKC
        confirm         due,given     confirmed     H
        dispute         due,given     disputed      H
        not_come        due           did_not_come  HEWKC
        come_after_all  did_not_come  due           EWKC
        settle_arrived  disputed      confirmed     HKC
        settle_lost     disputed      lost          KC
        complain        any           -             H
        answer_payment  confirmed     -             H
    """,
    "complaint": """
        see    any   -       KC
        close  open  closed  KC
    """,
    "sensitive_complaint": """
        see    any   -       C
        close  open  closed  C
    """,
    "region": """
        see_board              new  -  WKCU
        see_people             new  -  WKCU
        see_contact_of_office  new  -  WKC
        give_role              new  -  KC
        give_cadre_role        new  -  WKC
        ask_for_neighbourhood  new  -  WKC
        add_neighbourhood      new  -  SFDENWKCUO
        verify_neighbourhood   new  -  KC
        open_post              new  -  SFDENWKCUO
        close_post             new  -  WKC
        run_round              new  -  CG
        cancel_round           new  -  C
        send_proposals         new  -  C
    """,
}

STATUSES: dict[str, tuple[Status, ...]] = {
    "request": tuple(RequestStatus),
    "offer": tuple(OfferStatus),
    "match": tuple(MatchStatus),
    "list": tuple(ListStatus),
    "consignment": tuple(ConsignmentStatus),
    "handout": tuple(HandoutStatus),
    "complaint": tuple(ComplaintStatus),
    "sensitive_complaint": tuple(ComplaintStatus),
    "region": (),
}


@dataclass(frozen=True)
class Line:
    verb: str
    come_from: frozenset[str]
    to: str | None
    who: frozenset[str]

    def verdict(self, status: Status | None, letter: str) -> Verdict:
        if letter not in self.who:
            return Verdict.NOT_ALLOWED
        at = "new" if status is None else status.value
        return Verdict.ALLOWED if at in self.come_from else Verdict.WRONG_STATE


def read(table: str) -> dict[str, Line]:
    lines = {}
    for text in WRITTEN[table].strip().splitlines():
        verb, come_from, to, who = text.split()
        every = [status.value for status in STATUSES[table]]
        statuses = frozenset(every if come_from == "any" else come_from.split(","))
        lines[verb] = Line(verb, statuses, None if to == "-" else to, frozenset(who))
    return lines


EXPECTED = {table: read(table) for table in WRITTEN}


def cells(table: str) -> Iterator[tuple[Line, Status | None, str]]:
    """Every verb at every status (None: not made yet) by everybody."""
    for line in EXPECTED[table].values():
        for status in (None, *STATUSES[table]):
            for letter in EVERYBODY:
                yield line, status, letter
