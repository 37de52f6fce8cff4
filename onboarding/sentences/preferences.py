"""About what is set for the organisation: by reason."""

SENTENCES = {
    "organisation_name": "The name has 1 to %(most)d characters on one line. It stands on every page and in every message.",
    "organisation_colour": "%(value)s is not a colour. Write # and six digits or letters from A to F, such as #0F3D3E.",
    "organisation_reply_to": "%(value)s is not one e-mail address. Write all of it, such as people@northwind.example, or leave it empty.",
    "digest_weekday": "Choose a day of the week.",
    "digest_time": "%(value)s is not a time of day. Write hours and minutes, such as 09:00.",
    "upload_days": "Write a number of days from 1 to %(most)s.",
    "invitations_out_of_bounds": "Write a whole number from %(least)d to %(most)d.",
    "invitations_time": "%(value)s is not a time of day. Write hours and minutes, such as 09:00.",
}
