"""About what is set for the organisation: by reason."""

SENTENCES = {
    "organisation_name": "The name has 1 to %(most)d characters on one line. It stands on every page and in every message.",
    "organisation_colour": "%(value)s is not a colour. Write # and six digits or letters from A to F, such as #0F3D3E.",
    "organisation_reply_to": "%(value)s is not one e-mail address. Write all of it, such as people@northwind.example, or leave it empty.",
    "password_suite": "Choose one of the two kinds of rules.",
    "lock_tries": "%(value)s is not a number from 0 to %(most)d. Write how many wrong passwords lock an account; 0 locks none.",
    "lock_minutes": "%(value)s is not a number from 1 to %(most)d. Write after how many minutes a locked account opens by itself.",
    "logo_large": "This picture is larger than %(most)d KB. Make it smaller, such as 200 points wide; mail carries it every time.",
    "logo_kind": "This is not a picture that mail can show. Choose a PNG, JPEG or WebP file.",
    "digest_weekday": "Choose a day of the week.",
    "digest_time": "%(value)s is not a time of day. Write hours and minutes, such as 09:00.",
    "days_kept": "Write a number of days from 1 to %(most)s.",
    "invite_choice": "Choose when new people are invited.",
    "default_gateway_missing": "Mobile agents need a push gateway. Write the address that new ones get, such as https://push.northwind.example/send, or choose another typology.",
    "default_typology_missing": "Choose what new agents work with: %(known)s.",
    "default_remote_control_port_missing": "Write the port that a Phonebar listens on, such as 9888.",
    "invitations_out_of_bounds": "Write a whole number from %(least)d to %(most)d.",
    "invitations_time": "%(value)s is not a time of day. Write hours and minutes, such as 09:00.",
}
