# Signing in, people, organisations.

error-text-too-short = Write at least { $min } characters.
error-text-one-line = Keep it to one line, without control characters.
error-text-control = Control characters cannot stand here.
error-email-invalid = This is not a complete e-mail address. It looks like name@example.com.
error-email-taken = This address has an account already. Sign in, or ask for a new password.
error-organization-name = Give the organisation a name in English or Arabic.
error-website-invalid = Write the whole address, beginning with https://.
error-country-invalid = Write the country as two letters, such as SA.
error-domain-invalid = This is not a domain name. It looks like example.com.
error-timezone-invalid = This time zone is not known. It looks like Asia/Riyadh.
error-plan-limit = { $what ->
    [users] Your plan allows { $limit } people; { $used } are there.
    [use_cases] Your plan allows { $limit } use cases; { $used } are there.
   *[storage_bytes] Your plan allows { $limit } bytes of files; { $used } are in use.
} Ask the operator for a larger plan.
error-last-admin = This would leave nobody in charge. Make somebody else an administrator first.
error-own-administration = You cannot take the administration from yourself. Ask another administrator.
error-own-account = You cannot do this to your own account. Ask another administrator.
error-escalation = You cannot give or take a permission that you do not hold yourself.
error-organization-suspended = The account of your organisation is closed at present. Ask the operator of this server.
error-account-disabled = Your account is switched off. Ask an administrator of your organisation.
error-email-unverified = Confirm your e-mail address first, by the link in the mail that we sent you.
error-invalid-credentials = Address and password do not fit together. Check both, or ask for a new password.
error-too-many-attempts = Too many attempts. { $minutes ->
    [one] Try again in a minute.
   *[other] Try again in { $minutes } minutes.
}
error-password-short = Use at least { $min } characters.
error-password-long = This password is too long.
error-password-weak = This is too easy to guess. Several words that do not belong together are strong and easy to remember.
error-password-personal = Leave out your name and your e-mail address.
error-password-wrong = This is not your current password.
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

organization-of = { $name }'s organisation
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
mail-confirm-subject = Confirm your address for { $site }
mail-confirm-before = You opened an account at { $site } with this address. Confirm by this link that it is yours, then sign in. If it was not you, do nothing: nobody can sign in with it.
mail-confirm-action = Confirm my address
mail-locked-subject = Somebody tried to sign in to your account at { $site }
mail-locked-before = Somebody gave a wrong password for your account at { $site } several times. Signing in waits for a while now, up to 15 minutes. If it was you, wait and try again. If not, choose a new password, better than the present one.
mail-taken-subject = You have an account at { $site } already
mail-taken-before = Somebody, perhaps you, tried to open an account at { $site } with this address, which has one already. Sign in with it. If you do not know the password any more, choose a new one. If it was not you, do nothing.
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

field-first-name = First name
field-last-name = Last name
field-email = E-mail address
field-password = Password
field-password-help = At least 10 characters. Several words that do not belong together are strong and easy to remember.
field-new-password = New password
field-industry = Industry

setup-title = Set up this server
setup-lead = One page, then you are in. Everything can be changed later.
setup-code = Setup code
setup-code-help = It stands in the window or the log where the server was started.
setup-organization = Name of your organisation
setup-language = Your language
setup-sample-data = Fill in sample data
setup-sample-data-help = Invented companies, people, topics and use cases, to look around. They can be removed later.
setup-guest-read = Guests may read what is public
setup-guest-read-help = Without an account, on this server’s pages.
setup-go = Set up and sign in
setup-fingerprint = Is this your server?
setup-fingerprint-help = It made its certificate itself, so your browser does not know it and warned you. It is yours if the browser shows the same SHA-256 fingerprint, and the log of the server too.

sign-in-title = Sign in
sign-in-lead = to { $site }
sign-in-lead-next = Sign in to see this page. You come back to it at once.
sign-in-standby = This is the standby: nobody can sign in here, because that is something it would have to write down. Whoever was signed in before at this same address still is.
sign-in-go = Sign in
sign-in-forgot = Forgot your password?
sign-in-register = Open an account
register-title = Open an account
register-lead = This brings your organisation in, and you become its administrator. The first 30 days are a trial.
register-mailed = A mail is on its way to this address. Open its link to go on; it is good for 24 hours.
confirm-title = Confirm your address
confirm-lead = Then you can sign in.
confirm-go = This is my address
confirm-bad-link = This link is no longer good: it was used, or its 24 hours are over. A new password confirms the address too.
sign-in-confirmed = Your address is confirmed. Sign in now.
operator-verify = Only verified addresses
operator-verify-help = Whoever opens an account follows a mailed link before signing in. Switch this on when the server can send mail; without, you pass the links on from the Mail page.
register-organization = Organisation
register-organization-help = Left empty, it is named after you.
register-go = Open the account
register-not-offered = New accounts are not opened here. Ask an administrator of your organisation to add you.
register-sign-in = You have an account? Sign in
forgot-title = Forgot your password?
forgot-lead = Give your e-mail address. If it has an account, we send a link to set a new password.
forgot-sent-help = Nothing arrives? Look among unwanted mails, or ask the operator of this server, who can pass the link on to you.
forgot-go = Send the link
forgot-back = Back to signing in
reset-title = Choose a new password
reset-lead = You are signed out everywhere and sign in again with the new password.
reset-go = Set the password
reset-bad-link = This link has been used or has run out.
reset-again = Ask for a new link
reset-done = Your password is set. Sign in with it.

size-1-10 = 1 to 10 people
size-11-50 = 11 to 50 people
size-51-200 = 51 to 200 people
size-201-500 = 201 to 500 people
size-500-plus = More than 500 people
standing-active = Active
standing-inactive = Switched off
standing-suspended = Suspended
standing-pending-verification = Address not verified
standing-trial = On trial

field-display-name = Name as others see it
field-job-title = Job title
field-department = Department
field-phone = Phone
field-bio = About you
field-language = Language
field-theme = Appearance
field-timezone = Time zone
field-current-password = Current password

me-nav = Your account
me-title = Your profile
me-lead = What others see of you, and how pages look to you.
me-saved = Saved.
me-save = Save
me-password = Password
me-password-lead = Changing it signs you out everywhere else.
me-password-go = Change the password
me-password-saved = Your password is changed. You are signed out everywhere else.
sessions-title = Where you are signed in
sessions-lead = If there is one that you do not know, sign it out and change your password.
sessions-unknown = Unknown program
sessions-seen = Last used { $ago }
sessions-since = Since { $date }
sessions-current = This one
sessions-end = Sign out

error-name-differs = This is not the name as it is shown. Type it exactly.
error-domains-needed = Name at least one domain.

people-title = People
people-count = { $n ->
    [one] One person
   *[other] { $n } people
}
people-of-yours = { $n ->
    [one] One person in your organisation
   *[other] { $n } people in your organisation
}
people-add = Add a person
people-add-lead = The person gets a mail with a link to choose a password.
people-add-go = Add
people-add-cancel = Cancel
people-search = Search by name
people-role = Role
people-any-role = Any role
people-filter = Show
people-none = Nobody fits
people-none-help = Try fewer letters or another role.
people-all = Show everybody
person-wrote = Contributions
person-topics = Topics
person-use-cases = Use cases
person-joined = Here since { $date }
person-edit = Edit your profile
person-about = About
person-admin = Administration
person-account = Account
person-standing = Status
person-disable = Switch the account off
person-enable = Switch the account on
person-roles = Roles
person-roles-save = Save roles
person-remove = Remove { $name }
person-remove-help = The account ends and the e-mail address becomes free. What the person wrote stays.
person-remove-name = To be sure, type “{ $name }”
person-remove-go = Remove
organization-title = Your organisation
organization-readers = Administrators of the organisation can change this page.
organization-trial-ends = Trial until { $date }
organization-names = Name and field of work
organization-name-en = Name in English
organization-name-ar = Name in Arabic
organization-size = Size
organization-about-en = About, in English
organization-about-ar = About, in Arabic
organization-contact = Contact
organization-website = Website
organization-domain = E-mail domain
organization-address = Street and building
organization-city = City
organization-region = Region
organization-postal-code = Postal code
organization-country = Country
organization-registration = Registration
organization-registration-number = Commercial registration
organization-tax-id = Tax number
organization-figures = In figures
organization-admins = Administrators
organization-files = Files
organization-plan = Plan
organization-plan-people = People allowed
admin-nav = Administration
operator-settings = Server settings
operator-settings-lead = They hold for every organisation on this server.
operator-site-name = Name of the site
operator-site-name-help = It stands in the top bar and in mails.
operator-visibility = New topics and use cases are visible to
operator-visibility-help = Authors can choose otherwise each time.
operator-visibility-private = the author and the administrators
operator-visibility-organization = the author’s organisation
operator-visibility-public = everybody on this server
operator-review = Moderators review use cases
operator-review-help = A use case is published only after a moderator has looked at it.
operator-registration = Who may open an account
operator-registration-open = Everybody
operator-registration-invitation = Whoever was invited or added
operator-registration-domain = Whoever has an e-mail address of certain domains
operator-registration-closed = Nobody
operator-domains = Domains
operator-domains-help = One on each line, such as example.com.
certificate-title = Certificate
certificate-own = The server made it itself and replaces it before { $day }. Browsers warn until it is trusted on their machines.
certificate-ends = Valid until { $day }.
certificate-names = For
certificate-fingerprint = SHA-256 fingerprint
error-certificate-not-given = No certificate was given ({ $why }). It is tried again by itself.
error-certificate-not-made = The certificate could not be made anew ({ $why }); the former one is shown further.
error-certificate-not-taken = The new certificate could not be used ({ $why }); the former one is shown further.
operator-mail = Mail
operator-mail-lead = Mails that this server wrote, newest first. Those that wait were not sent: pass their links on yourself.
operator-mail-none = No mails yet
operator-mail-none-help = Invitations and links for new passwords appear here.
operator-mail-read = Read
mail-waiting = Waiting
mail-sent = Sent
mail-failed = Not delivered
operator-organizations = All organisations
operator-organizations-lead = Their status and plan. Choosing a plan ends a trial. People of a suspended organisation cannot sign in.
operator-standing-of = Status of { $name }
operator-plan-of = Plan of { $name }
people-any-standing = Any status

picture-change = Change the picture
picture-file = Picture
picture-help = JPEG, PNG, WebP or GIF. It is cut to a square.
picture-set = Use this picture
picture-remove = Remove the picture
plan-free = Free
plan-standard = Standard
plan-unlimited = Unlimited
