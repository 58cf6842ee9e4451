# Signing in, people, organisations.

error-text-too-short = Write at least { $min } characters.
error-text-too-long = Keep it to { $max } characters.
error-text-one-line = Keep it to one line, without control characters.
error-text-control = Control characters cannot stand here.
error-email-invalid = This is not a complete mail address. It looks like name@example.com.
error-email-taken = This address has an account already. Sign in, or ask for a new password.
error-organization-name = Give the organisation a name in English or Arabic.
error-website-invalid = Write the whole address, beginning with https://.
error-country-invalid = Write the country as two letters, such as SA.
error-domain-invalid = This is not a domain name. It looks like example.com.
error-timezone-invalid = This time zone is not known. It looks like Asia/Riyadh.
error-plan-limit = Your plan allows { $limit } ({ $what }); { $used } are in use. Ask the operator for a larger plan.
error-last-admin = This would leave nobody in charge. Make somebody else an administrator first.
error-own-administration = You cannot take the administration from yourself. Ask another administrator.
error-own-account = You cannot do this to your own account. Ask another administrator.
error-escalation = You cannot give or take a permission that you do not hold yourself.
error-organization-suspended = The account of your organisation is closed at present. Ask the operator of this server.
error-account-disabled = Your account is switched off. Ask an administrator of your organisation.
error-email-unverified = Verify your mail address first, by the link in the mail that you were sent.
error-invalid-credentials = Address and password do not fit together. Check both, or ask for a new password.
error-too-many-attempts = Too many attempts. { $minutes ->
    [one] Try again in a minute.
   *[other] Try again in { $minutes } minutes.
}
error-password-short = Use at least { $min } characters.
error-password-long = This password is too long.
error-password-weak = This is too easy to guess. Several words that do not belong together are strong and easy to remember.
error-password-personal = Leave out your name and your mail address.
error-password-wrong = This is not your present password.
error-link-invalid = This link has been used or has run out. Ask for a new one.
error-token-invalid = This token is not valid. Sign in again.
error-token-expired = This token has run out. Get a new one with the refresh token.
error-token-reused = This refresh token was used before, so all its sessions were ended. Sign in again.
error-already-set-up = This server is set up already. Sign in.
error-setup-code-wrong = This is not the setup code. It stands in the server's log, in the line that begins with “Setup code”.
error-csrf = This form was open for too long, or the request came from another site. Load the page again and repeat it.
error-too-many-requests = Too many requests. { $seconds ->
    [one] Try again in a second.
   *[other] Try again in { $seconds } seconds.
}

organization-of = { $name }’s organisation
error-registration-closed = New accounts are not opened on this server. Ask its operator.
error-registration-invitation = New accounts need an invitation. Ask an administrator of your organisation.
error-registration-domain = Use an address of one of these domains: { $domains }.
error-setup-needed = This server is not set up yet. Open its pages to do so.
forgot-sent = If this address has an account, a link to set a new password is on its way. It is good for one hour.

role-owner = Operator of the server
role-admin = Administrator
role-moderator = Moderator
role-member = Member
role-viewer = Reader
role-auditor = Auditor
role-data-input = Data entry
role-employee = Employee
role-report-creator = Report author
role-automation-owner = Automation owner

permission-user-manage = Change, disable and remove people
permission-user-invite = Invite people
permission-user-read-all = See everybody’s account data
permission-organization-manage = Change the organisation’s profile and settings
permission-organization-stats = See the organisation’s figures
permission-role-manage = Make roles and give them
permission-team-manage = Make teams
permission-audit-log-read = Read the audit log
permission-forum-category-manage = Make, order and remove forum categories
permission-forum-topic-moderate = Pin, lock, change and remove others’ topics
permission-forum-post-moderate = Change and remove others’ replies
permission-use-case-moderate = Review, change and remove others’ use cases
permission-use-case-feature = Feature and verify use cases
permission-report-content-handle = Handle reported content
permission-file-manage = Manage the organisation’s files
permission-settings-manage = Change settings
permission-forum-topic-create = Start topics
permission-forum-post-create = Write replies
permission-use-case-create = Write use cases
permission-message-send = Write messages
permission-export-create = Export lists
permission-server-operate = Operate the server

mail-greeting = Hello { $name },
mail-forgotten-subject = Set a new password for { $site }
mail-forgotten-before = Somebody, probably you, asked for a new password for your account at { $site }. Choose one by this link. If it was not you, do nothing: your password stays as it is.
mail-forgotten-action = Choose a new password
mail-welcome-subject = Your account at { $site }
mail-welcome-before = An administrator of your organisation made an account for you at { $site }. Choose your password by this link and sign in.
mail-welcome-action = Choose a password
mail-link-life = { $hours ->
    [one] The link is good for one hour and can be used once.
   *[other] The link is good for { $hours } hours and can be used once.
}
