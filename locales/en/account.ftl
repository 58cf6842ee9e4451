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
