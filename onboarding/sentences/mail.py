"""About mail: by reason."""

SENTENCES = {
    "mail_server_away": "The mail server %(server)s did not answer. We try again by ourselves.",
    "mail_server_busy": "The mail server %(server)s asked us to come back later (%(said)s). We try again by ourselves.",
    "mail_lost": "The mail server %(server)s broke off while it took this message. We try again by ourselves.",
    "mail_closing": "The mail server %(server)s was closing the connection (%(said)s). We try again by ourselves.",
    "mail_put_off": "The mail server asked us to come back later (%(said)s). We try again by ourselves.",
    "mail_refused": "The mail server does not deliver to this address (%(said)s). Check the address, then send again.",
    "mail_address": "%(value)s is no address that mail can go to. Change it, then send again.",
    "mail_letters": "The mail server cannot write to an address with letters such as é before the @. Use another address.",
    "mail_sender": "The mail server does not let us send as %(sender)s (%(said)s). Check ONBOARD_MAIL_FROM.",
    "mail_sign_in": "The mail server %(server)s did not accept our user name and password (%(said)s). Check ONBOARD_SMTP_URL.",
    "mail_must_sign_in": "The mail server %(server)s takes messages only from those who sign in (%(said)s). Add user name and password to ONBOARD_SMTP_URL.",
    "mail_sign_in_letters": "The user name or password in ONBOARD_SMTP_URL has letters such as é, which mail servers do not take. Choose another one.",
    "mail_no_sign_in": "The mail server %(server)s offers no way to sign in that we know. Check ONBOARD_SMTP_URL.",
    "mail_greeting": "The mail server %(server)s does not take messages from us (%(said)s). Ask whoever runs it.",
    "mail_certificate": "The certificate of the mail server %(server)s does not prove who it is (%(why)s). Nothing was sent. It needs one for this host name from an authority that this machine trusts.",
    "mail_encryption": "The mail server %(server)s does not speak TLS on this port (%(why)s). Nothing was sent. Check the port in ONBOARD_SMTP_URL, and whether it should begin with smtp:// or smtps://.",
    "mail_no_encryption": "The mail server %(server)s does not offer encryption (STARTTLS). Nothing was sent. Write smtp+plain:// in ONBOARD_SMTP_URL for a relay inside your own network.",
    "mail_folder": "The message could not be written to %(folder)s (%(why)s). Make room there, or let us write to it.",
}
