"""Elements and attributes that the schema does not know: their names say what they hold."""

from __future__ import annotations

import pytest

from inspector.privacy import Knowledge

SECRET = [
    "pw", "passcode", "pass", "pass_word", "userpass", "secretAnswer", "secretQuestion",
    "sessionTicketOld", "authCode", "auth_code", "verificationCode", "securityCode", "pin",
    "userPin", "PINCode", "pinNumber", "hostPin", "hostpin2", "apiToken", "apikey2", "api_key",
    "accessKey", "secretKey", "bearer", "bearerToken", "authorization", "auth", "credentials",
    "login_password", "encryptedPassword", "passwordHash", "pwdHash", "SAMLResponse", "cookie",
    "sessionId", "JSESSIONID", "csrf", "privateKey", "accessToken2", "tokenValue", "token1", "cvv",
    "cvc", "password1", "passwordConfirm", "confirmPassword", "passwords", "hostKey1",
    "subscriberCode", "participantCode", "conferenceCode", "dialInCode", "attendeePw", "meetingPwd",
    "meetingpass", "joinPassword", "audioPwd", "registrationPw", "joinToken", "passcodes",
]  # fmt: skip
PERSONAL = {
    "email": "emailAddress e_mail mail email1 userEmail",
    "name": "givenName surname familyName middleName fullName nickname first_name last-name",
    "phone": "mobile cell cellPhone tel telephone telephoneNumber phone1 faxNumber",
    "postal_address": "streetAddress postcode",
    "ip_address": "ip ipAddr ipv4 remoteAddr",
    "login_id": "userLogin login",
}
NEITHER = [
    "session", "key", "id", "code", "status", "type", "tokens", "tokenType", "tokenExpires",
    "ticketing", "bypass", "compass", "spin", "shipping", "trackingCode", "countryCode", "areaCode",
    "zip2x", "passage", "authenticated", "author1", "authority", "cookieless", "keyword", "pinned",
    "opinion", "mobileApp", "allowMobile", "cellular", "telemetry", "ipad", "skip", "trip",
    "loginCount", "hashCode", "sidebar",
]  # fmt: skip


@pytest.mark.parametrize("name", SECRET)
def test_names_of_secrets(knowledge: Knowledge, name: str) -> None:
    for found in (knowledge.by_name(name), knowledge.by_name(name.upper())):
        assert found is not None
        assert found.secret


@pytest.mark.parametrize(
    ("name", "category"), [(name, category) for category, names in PERSONAL.items() for name in names.split()]
)
def test_names_of_personal_data(knowledge: Knowledge, name: str, category: str) -> None:
    found = knowledge.by_name(name)
    assert found is not None
    assert (found.category, found.secret) == (category, False)


@pytest.mark.parametrize("name", NEITHER)
def test_names_of_neither(knowledge: Knowledge, name: str) -> None:
    assert knowledge.by_name(name) is None
