"""Reports about mail that did not arrive, as mail servers write them; %(id)s stands for the Message-ID."""

POSTFIX = """\
From: MAILER-DAEMON@mx.northwind.example (Mail Delivery System)
To: hr@northwind.example
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

<amara@home.example>: host mx.home.example said: 550 5.1.1 no such user

--B
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.northwind.example
X-Postfix-Queue-ID: 4B8Zt

Final-Recipient: rfc822; amara@home.example
Action: %(action)s
Status: %(status)s
Remote-MTA: dns; mx.home.example
Diagnostic-Code: smtp; 550 5.1.1 no such
    user here

--B
Content-Description: Undelivered Message
Content-Type: message/rfc822

From: Northwind <hr@northwind.example>
To: amara@home.example
Message-ID: %(id)s
Subject: Welcome

Welcome, Amara.
--B--
"""

HEADERS_ONLY = POSTFIX.replace("Content-Type: message/rfc822", "Content-Type: text/rfc822-headers")

EXIM = """\
From: Mail Delivery System <Mailer-Daemon@mx.northwind.example>
To: hr@northwind.example
X-Failed-Recipients: amara@home.example
Auto-Submitted: auto-replied
Subject: Mail delivery failed: returning message to sender

This message was created automatically by mail delivery software.

  amara@home.example
    host mx.home.example [192.0.2.7]
    SMTP error from remote mail server after RCPT TO:<amara@home.example>:
    550 5.1.1 no such user here

------ This is a copy of the message, including all the headers. ------

From: Northwind <hr@northwind.example>
Message-ID: %(id)s
Subject: Welcome

Welcome, Amara.
"""

ENCODED = """\
From: postmaster@exchange.example
To: hr@northwind.example
Subject: Undeliverable: Welcome
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: text/html; charset=utf-8
Content-Transfer-Encoding: base64

PGI+Tm90IGRlbGl2ZXJlZDwvYj4=
--B
Content-Type: message/delivery-status

Final-Recipient: rfc822;amara@home.example
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp;550 5.1.1 no such user here
--B
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: base64

%(base64)s
--B--
"""

ANSWER = """\
From: Amara <amara@home.example>
To: people@northwind.example
Subject: Re: Welcome
In-Reply-To: %(id)s
References: %(id)s

Thank you! My room is 550 5.1.1, see you on Monday.
"""

AWAY = ANSWER.replace("Subject: Re: Welcome", "Subject: Out of office\nAuto-Submitted: auto-replied")
