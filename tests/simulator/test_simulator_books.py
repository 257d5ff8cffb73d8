"""Users' accounts, address books, queues, products, and the site's own settings."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

CONTACT = "<contact><name>{0}</name><email>{0}@example.com</email></contact>"


def test_users_are_switched_by_name_and_by_number(opened):
    ask = opened()
    number = ask("user.CreateUser", "<webExId>jdoe</webExId>").one("userId")
    named = "<webExId>jdoe</webExId>"
    ask("user.InactivateUser", "<webexID>JDOE</webexID>")
    assert ask("user.GetUser", named).one("active") == "DEACTIVATED"
    ask("user.ActivateUser", f"<userID>{number}</userID>")
    assert ask("user.GetUser", named).one("active") == "ACTIVATED"
    assert ask("user.ActivateUser", "<userID>1</userID>").exception == "030001"


def test_sign_in_pages_carry_a_ticket_that_is_good(opened):
    ask = opened(accounts={"host1": "first-Pw1"})
    url = ask("user.GetloginurlUser", "<webExID>host1</webExID><backURL>https://a.example.com/?x=1</backURL>")
    query = parse_qs(urlsplit(url.one("userLoginURL")).query)
    assert (query["AT"], query["WID"], query["BU"]) == (["LI"], ["host1"], ["https://a.example.com/?x=1"])
    ticket = "<webExID>host1</webExID><sessionTicket>{}</sessionTicket>"
    assert ask("meeting.CreateMeeting", context=ticket.format(query["TK"][0])).exception is None
    assert ask("meeting.CreateMeeting", context=ticket.format("0" * 64)).exception == "030047"
    assert ask("user.GetlogouturlUser").one("userLogoutURL") == "https://acme.example.com/acme/p.php?AT=LO"
    second = ask("user.GetLoginTicket").one("ticket")
    assert ask("meeting.CreateMeeting", context=ticket.format(second)).exception is None


def test_a_picture_shows_with_the_user(opened):
    ask = opened()
    picture = "<imageFor>Header</imageFor><imageData>QUJD</imageData>"
    number = ask("user.CreateUser", "<webExId>host1</webExId>").one("userId")
    assert ask("user.UploadPMRImage", picture).exception is None
    shown = ask("user.GetUser", "<webExId>host1</webExId>")
    assert shown.one("personalMeetingRoom/headerImageURL") == f"https://acme.example.com/header/{number}.png"
    assert ask("user.UploadPMRImage", "<imageFor>Photo</imageFor>").exception == "999999"


def test_distribution_lists(opened):
    ask = opened()
    made = ask("ep.CreateContacts", CONTACT.format("jane") + CONTACT.format("max") + CONTACT.format("ann"))
    jane, maxim, ann = made.all("contactID")
    bad = "<distList><name>All</name><contactID>1</contactID></distList>"
    assert ask("ep.CreateDistList", bad).exception == "000015"
    inside = f"<contactID>{jane}</contactID><contactID>{maxim}</contactID>"
    number = ask("ep.CreateDistList", f"<distList><name>All</name>{inside}</distList>").one("distListID")
    named = f"<distListID>{number}</distListID>"
    assert ask("ep.LstContact").all("contact/name") == ["jane", "max", "ann"]
    assert ask("ep.LstContact", named).all("contact/name") == ["jane", "max"]

    def change(inside, operation):
        said = f"<distList>{named}{inside}<contactOperation>{operation}</contactOperation></distList>"
        assert ask("ep.SetDistList", said).exception is None
        return ask("ep.LstContact", "<distListName>ALL</distListName>").all("contact/name")

    assert change(f"<contactID>{ann}</contactID>", "ADD") == ["jane", "max", "ann"]
    assert change(f"<contactID>{jane}</contactID>", "DELETE") == ["max", "ann"]
    ask("ep.SetDistList", f"<distList>{named}<contactOperation>DELETE_ALL</contactOperation></distList>")
    assert ask("ep.LstContact", named).exception == "000015"
    other = "<siteName>acme</siteName><webExID>host2</webExID><password>x</password>"
    assert ask("ep.LstDistList", context=other).exception == "000015"
    assert ask("ep.LstDistList", "<hostWebExID>HOST1</hostWebExID>", other).one("distList/name") == "All"


def test_queues(opened):
    ask = opened()
    for name in ("jdoe", "rroe"):
        ask("user.CreateUser", f"<webExId>{name}</webExId>")
    queue = "<queue><name>{}</name><type>{}</type><action>{}</action></queue>"
    ask("user.AssignWebACDQueues", "<webExId>jdoe</webExId>" + queue.format("First", "MANAGER", "ASSIGN"))
    second = queue.format("First", "AGENT", "ASSIGN") + queue.format("Second", "AGENT", "ASSIGN")
    ask("user.AssignWebACDQueues", "<webExId>rroe</webExId>" + second)
    every = ask("site.GetWebACDQueues")
    assert (every.all("queue/name"), every.all("queue/numUsers")) == (["First", "Second"], ["2", "1"])
    agents = ask("site.GetWebACDQueues", "<webExId>rroe</webExId><type>AGENT</type>")
    assert agents.all("queue/name") == ["First", "Second"]
    assert ask("site.GetWebACDQueues", "<webExId>rroe</webExId><type>MANAGER</type>").exception == "000015"
    ask("user.AssignWebACDQueues", "<webExId>rroe</webExId>" + queue.format("First", "AGENT", "UNASSIGN"))
    assert ask("site.GetWebACDQueues", "<webExId>rroe</webExId>").all("queue/name") == ["Second"]
    assert ask("site.GetWebACDQueues", "<webExId>nobody</webExId>").exception == "030001"


def test_accounts_with_their_opportunities(opened):
    ask = opened()
    account = ask(
        "sales.CreateAccount", "<account><name>Acme</name><extAccountID>A1</extAccountID></account>"
    )
    inside = f"<name>Big</name><intAccountID>{account.one('intAccountID')}</intAccountID>"
    assert ask("sales.CreateOpportunity", f"<opportunity>{inside}</opportunity>").exception is None
    assert ask("sales.LstAccounts").all("account/opportunity") == []
    asked = "<extAccountID>A1</extAccountID><returnOppty>true</returnOppty>"
    assert ask("sales.LstAccounts", asked).one("account/opportunity/name") == "Big"
    assert ask("sales.LstOpportunities").one("opportunity/extAccountID") == "A1"
    wrong = "<opportunity><name>x</name><intAccountID>1</intAccountID></opportunity>"
    assert ask("sales.CreateOpportunity", wrong).exception == "000015"
    assert ask("sales.SetAccount", "<account><intAccountID>1</intAccountID></account>").exception == "000015"


def test_products_are_changed_all_or_none(opened):
    ask = opened()
    desk, chair = ask(
        "sales.AddProducts", "<product><name>Desk</name></product><product><name>Chair</name></product>"
    ).all("prodID")
    change = "<product><name>Table</name><prodID>{}</prodID></product>"
    assert ask("sales.SetProducts", change.format(desk) + change.format("1")).exception == "000015"
    assert ask("sales.LstProducts").all("product/name") == ["Desk", "Chair"]
    order = "<order><orderBy>NAME</orderBy><orderAD>ASC</orderAD></order>"
    assert ask("sales.LstProducts", order).all("product/name") == ["Chair", "Desk"]
    assert ask("sales.LstProducts", f"<prodID>{chair}</prodID>").all("product/name") == ["Chair"]


def test_the_site_keeps_its_meeting_place(opened):
    ask = opened()
    place = "<meetingPlace><mpProfileURL>https://p.example.com</mpProfileURL></meetingPlace>"
    ask("site.SetSite", place)
    shown = ask("site.GetSite")
    assert shown.one("siteInstance/meetingPlace/mpProfileURL") == "https://p.example.com"


def test_time_zones_by_number(opened):
    shown = opened()("site.LstTimeZone", "<timeZoneID>4</timeZoneID><timeZoneID>21</timeZoneID>")
    assert shown.all("timeZone/gmtOffset") == ["-480", "0"]
    assert shown.all("timeZone/description") == ["GMT-08:00, Pacific (San Jose)", "GMT+00:00, GMT (London)"]
    assert len(opened()("site.LstTimeZone").all("timeZone")) == 62
    assert opened()("site.LstTimeZone", "<timeZoneID>99</timeZoneID>").exception == "000015"


def test_session_types(opened):
    ask = opened()
    assert ask("meetingtype.LstMeetingType").all("meetingType/meetingTypeID") == [
        "3",
        "9",
        "11",
        "13",
        "15",
        "16",
    ]
    assert (
        ask("meetingtype.GetMeetingType", "<meetingTypeID>9</meetingTypeID>").one("serviceTypes/serviceType")
        == "EventCenter"
    )
    assert ask("meetingtype.GetMeetingType", "<meetingTypeID>99</meetingTypeID>").exception == "000015"
    assert (
        ask("user.DelSessionTemplates", "<sessionTemplate><name>x</name></sessionTemplate>").exception
        == "000015"
    )


def test_fifty_users_are_deleted_at_a_time(opened):
    ask = opened()
    assert ask("user.DelUser", "<webExId>nobody</webExId>" * 50).exception is None
    assert ask("user.DelUser", "<webExId>nobody</webExId>" * 51).exception == "999999"
