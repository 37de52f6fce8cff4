"""About accounts, passwords and signing in: by reason."""

SENTENCES = {
    "sign_in_refused": "This username or e-mail and this password do not belong together. Check both; capital letters count.",
    "sign_in_wait": "Too many wrong passwords. Try again in %(minutes)d minutes, or ask for a new password by e-mail.",
    "identifier_missing": "Write your username or your e-mail address.",
    "own_password_missing": "Write your password.",
    "password_missing": "Write a password.",
    "password_too_short": "The password has %(length)d characters. Use at least %(least)d.",
    "password_too_long": "The password has %(length)d characters. Use at most %(most)d.",
    "password_common": "This is a common password, or one with digits around it. Several words that do not belong together are better.",
    "password_personal": "The password contains your name, username or extension. Choose one that says nothing about you.",
    "staff_address": "%(value)s is not one e-mail address. Write all of it, such as zoe@northwind.example.",
    "staff_taken": "%(value)s has an account already. Look under Staff, or use another address.",
    "role_unknown": "There is no role %(value)s for staff. Write one of: %(known)s.",
    "token_name": "A token needs a name of at most %(most)d characters that says which program uses it.",
}
