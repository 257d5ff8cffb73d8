"""A walk through every operation that the site answers, in an order that makes sense."""

from __future__ import annotations

TEXTS = "<name>Jane Doe</name><firstName>Jane</firstName><lastName>Doe</lastName>"
PERSON = f"<person>{TEXTS}<email>jane@example.com</email></person>"
SCHEDULE = "<schedule><startDate>06/16/2021 10:00:00</startDate><duration>45</duration></schedule>"


class Journey:
    """Calls operations of one site, and keeps the answers that succeed."""

    def __init__(self, ask):
        self.ask, self.replies = ask, []

    def call(self, operation, inside=""):
        reply = self.ask(operation, inside)
        assert reply.result == "SUCCESS", (operation, reply.heads("reason"))
        self.replies.append((operation, reply))
        return reply

    def all(self):
        self.users()
        self.meetings()
        for walk in (self.events, self.trainings, self.sales, self.calls_and_support):
            walk()
        self.contacts()
        self.site()
        return self.replies

    def users(self):
        self.call("user.AuthenticateUser")
        self.call("user.CreateUser", "<webExId>host1</webExId><email>host1@example.com</email>")
        self.call("user.CreateUser", f"{TEXTS}<webExId>jdoe</webExId><email>jane@example.com</email>")
        self.call("user.SetUser", "<webExId>jdoe</webExId><title>Dr</title>")
        self.call("user.InactivateUser", "<webexID>jdoe</webexID>")
        self.call("user.ActivateUser", "<webexID>jdoe</webexID>")
        for operation in ("GetUser", "GetUserCard"):
            self.call(f"user.{operation}", "<webExId>jdoe</webExId>")
        for operation in ("LstUser", "LstsummaryUser", "GetLoginTicket"):
            self.call(f"user.{operation}")
        back = "<webExID>jdoe</webExID><backURL>https://portal.example.com/</backURL>"
        self.call("user.GetloginurlUser", back)
        self.call("user.GetlogouturlUser", back)
        self.call("user.UploadPMRImage", "<imageFor>Header</imageFor><imageData>QUJD</imageData>")
        assigned = "<webExId>jdoe</webExId><queue><name>First</name><action>ASSIGN</action></queue>"
        self.call("user.AssignWebACDQueues", assigned)
        agent = "<webACDUser><webExId>jdoe</webExId><action>ASSIGN</action></webACDUser>"
        self.call("user.AssignWebACDAgents", f"<manager>host1</manager>{agent}")
        self.call("site.GetWebACDQueues", "<webExId>jdoe</webExId>")

    def meetings(self):
        options = "<enableOptions><autoRecord>true</autoRecord></enableOptions>"
        name = "<metaData><confName>Planning</confName></metaData>"
        key = self.call("meeting.CreateMeeting", f"{name}{SCHEDULE}{options}").one("meetingkey")
        named, by_session = f"<meetingKey>{key}</meetingKey>", f"<sessionKey>{key}</sessionKey>"
        self.call(
            "meeting.SetMeeting", f"<meetingkey>{key}</meetingkey><metaData><agenda>All</agenda></metaData>"
        )
        for operation in (
            "GetMeeting",
            "LstMeeting",
            "LstsummaryMeeting",
            "GetjoinurlMeeting",
            "GethosturlMeeting",
        ):
            self.call(f"meeting.{operation}", named)
        self.call("ep.GetSessionInfo", by_session)
        self.call("ep.LstsummarySession")
        self.attendees(by_session)
        self.ask.site.happenings.join(key, host=True)
        self.ask.site.happenings.join(key, host=False, name="Jane Doe", email="jane@example.com")
        self.call("ep.LstOpenSession")
        self.ask.clock.now += 1800
        self.ask.site.happenings.end(key)
        self.call("history.LstmeetingusageHistory", named)
        self.call("history.LstmeetingattendeeHistory", named)
        self.recordings()
        self.call("meeting.DelMeeting", named)

    def attendees(self, key):
        self.call("attendee.CreateMeetingAttendee", f"{PERSON}<joinStatus>REGISTER</joinStatus>{key}")
        self.call("attendee.RegisterMeetingAttendee", f"<attendees>{PERSON}{key}</attendees>")
        self.call("attendee.LstMeetingAttendee", key)
        self.call("attendee.GetEnrollmentInfo", key)
        address = f"<attendeeEmail><email>jane@example.com</email>{key}</attendeeEmail>"
        self.call("attendee.DelMeetingAttendee", address)

    def recordings(self):
        number = self.call("ep.LstRecording").one("recording/recordingID")
        named = f"<recordingID>{number}</recordingID>"
        self.call("ep.SetRecordingInfo", f"<recording>{named}<description>All</description></recording>")
        self.call("ep.GetRecordingInfo", named)
        self.ask.site.happenings.view(number, name="Jane Doe", email="jane@example.com", downloaded=True)
        self.call("history.LstrecordaccessHistory")
        self.call("history.LstrecordaccessDetailHistory", f"<recordID>{number}</recordID>")
        self.call("ep.DelRecording", named)
        self.call("ep.RecoverRecordingFromRecycleBin", named)
        self.call("ep.DelRecording", named)
        self.call("ep.DelRecordingFromRecycleBin", named)

    def took_place(self, key, kind):
        """Let a session take place, and ask the histories of its kind."""
        self.ask.site.happenings.join(key, host=True)
        self.ask.clock.now += 600
        self.ask.site.happenings.leave(key, host=True)
        for row in ("session", "attendee"):
            name = row.capitalize() if kind == "sales" else row
            self.call(f"history.Lst{kind}{name}History")

    def events(self):
        panelist = f"<panelists><panelist>{TEXTS}<email>jane@example.com</email></panelist></panelists>"
        program = self.ask.site.happenings.program("Spring", "host1")
        data = f"<metaData><sessionName>Launch</sessionName><programID>{program}</programID></metaData>"
        key = self.call("event.CreateEvent", f"{data}{SCHEDULE}{panelist}").one("sessionKey")
        named = f"<sessionKey>{key}</sessionKey>"
        self.call("event.SetEvent", f"{named}<metaData><description>All</description></metaData>")
        for operation in ("GetEvent", "LstsummaryEvent", "LstsummaryProgram"):
            self.call(f"event.{operation}", named if operation == "GetEvent" else "")
        self.call("event.SendInvitationEmail", f"{named}<panelists>true</panelists>")
        self.call("event.UploadEventImage", f"{named}<imageType>JPG</imageType><imageData>QUJD</imageData>")
        self.call("ep.GetSessionInfo", named)
        self.ask.site.happenings.record(key)
        self.call("event.LstrecordedEvent")
        self.took_place(key, "event")
        self.call("event.DelEvent", named)

    def trainings(self):
        lab = "<reserveHOL>true</reserveHOL><labName>Lab 1</labName><numComputers>4</numComputers>"
        key = self.call("training.CreateTrainingSession", f"{SCHEDULE}<handsOnLab>{lab}</handsOnLab>").one(
            "sessionkey"
        )
        named = f"<sessionKey>{key}</sessionKey>"
        self.call("training.SetTrainingSession", f"{named}<metaData><agenda>All</agenda></metaData>")
        for operation in ("GetTrainingSession", "LstTrainingSession", "LstsummaryTrainingSession"):
            self.call(f"training.{operation}", named)
        times = (
            "<labName>lab 1</labName><timeZoneID>21</timeZoneID><sessionStartTime>06/16/2021 10:00:00"
            "</sessionStartTime><sessionEndTime>06/16/2021 11:00:00</sessionEndTime>"
        )
        self.call("training.GetLabInfo")
        self.call("training.GetLabSchedule", times)
        self.call("training.CheckLabAvailability", times + "<numComputers>7</numComputers>")
        self.took_place(key, "training")
        self.call("training.DelTrainingSession", named)

    def sales(self):
        key = self.call("sales.CreateSalesSession", SCHEDULE).one("meetingKey")
        named = f"<meetingKey>{key}</meetingKey>"
        self.call("sales.SetSalesSession", f"{named}<metaData><account>Acme</account></metaData>")
        self.call("sales.GetSalesSession", named)
        self.call("sales.LstsummarySalesSession", named)
        self.took_place(key, "sales")
        self.call("sales.DelSalesSession", named)
        account = self.call("sales.CreateAccount", "<account><name>Acme</name></account>").one("intAccountID")
        inside = f"<intAccountID>{account}</intAccountID>"
        self.call("sales.SetAccount", f"<account><name>Acme</name>{inside}</account>")
        chance = self.call("sales.CreateOpportunity", f"<opportunity><name>Big</name>{inside}</opportunity>")
        number = f"<intOpptyID>{chance.one('intOpptyID')}</intOpptyID>"
        self.call("sales.SetOpportunity", f"<opportunity><name>Bigger</name>{number}</opportunity>")
        self.call("sales.LstAccounts", "<returnOppty>true</returnOppty>")
        self.call("sales.LstOpportunities")
        product = self.call("sales.AddProducts", "<product><name>Desk</name></product>").one("prodID")
        self.call("sales.SetProducts", f"<product><name>Chair</name><prodID>{product}</prodID></product>")
        self.call("sales.LstProducts")

    def calls_and_support(self):
        created = self.call("meeting.auo.CreateTeleconferenceSession", SCHEDULE).one("sessionKey")
        named = f"<sessionKey>{created}</sessionKey>"
        change = f"<metaData><confName>Call</confName></metaData>{named}"
        self.call("meeting.auo.SetTeleconferenceSession", change)
        self.call("meeting.auo.GetTeleconferenceSession", named)
        self.call("ep.DelSession", named)
        key = self.call("supportsession.CreateSupportSession").one("sessionKey")
        self.took_place(key, "support")

    def contacts(self):
        contact = f"<contact>{TEXTS}<email>jane@example.com</email></contact>"
        number = self.call("ep.CreateContacts", contact).one("contactID")
        inside = f"<contactID>{number}</contactID>"
        made = self.call("ep.CreateDistList", f"<distList><name>All</name>{inside}</distList>")
        listed = f"<distListID>{made.one('distListID')}</distListID>"
        self.call("ep.SetDistList", f"<distList>{listed}<desc>Everybody</desc></distList>")
        self.call("ep.LstDistList")
        self.call("ep.LstContact", listed)

    def site(self):
        settings = "<metaData><serviceType>MeetingCenter</serviceType><sessionType>3</sessionType>"
        self.call("ep.SetupOneClickSettings", f"{settings}<confName>Mine</confName></metaData>")
        self.call("ep.GetOneClickSettings")
        self.call("ep.GetAPIVersion")
        self.call(
            "site.SetSite", "<meetingPlace><mpLogoutURL>https://a.example.com</mpLogoutURL></meetingPlace>"
        )
        self.call("site.GetSite", "<returnSettings><eventCenter>true</eventCenter></returnSettings>")
        self.call("site.LstTimeZone")
        self.call("meetingtype.LstMeetingType")
        self.call("meetingtype.GetMeetingType", "<meetingTypeID>9</meetingTypeID>")
        self.call("user.DelUser", "<webExId>jdoe</webExId><webExId>nobody</webExId>")
