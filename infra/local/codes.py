"""Prints the authenticator codes of the demo's logins, for people who have no phone at hand."""

import time

import place
from api import totp

for login in place.read("run.json")["logins"]:
    if login["totp_secret"]:
        print(f"{totp(login['totp_secret'], time.time())}  {login['email']}")
