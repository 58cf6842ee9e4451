notifications-title = Notifications
notifications-unread = { $n ->
    [0] Notifications, none unread
    [one] Notifications, one unread
   *[other] Notifications, { $n } unread
}
notifications-read-all = Mark all as read
notifications-read = Mark as read
notifications-delete = Delete
notifications-is-unread = Unread:
notifications-filter = Filter
notifications-all = All
notifications-only-unread = Unread
notifications-today = Today
notifications-yesterday = Yesterday
notifications-none = Nothing here
notifications-none-text = When somebody answers you, names you or likes what you wrote, you read it here.
notifications-to-forum = Go to the forum
notifications-settings = What I am told of
notifications-settings-lead = Choose what rings the bell. What you switch off is not kept either.
notifications-saved = Your choice is saved.
notifications-save = Save
notifications-kind = Kind
notifications-in-app = On these pages
notifications-always = always
notifications-account = Your account
notifications-somebody = Somebody
notification-kind-reply = Replies
notification-kind-mention = Mentions
notification-kind-like = Likes
notification-kind-best-answer = Best answers
notification-kind-follow = Followers
notification-kind-message = Messages
notification-kind-invitation = Invitations
notification-kind-use-case-status = Use cases
notification-kind-moderation = Moderation
notification-kind-saved-search = Saved searches
notification-kind-job-done = Background work
notification-kind-announcement = Announcements
notification-kind-security = Security
notification-text-reply-to-post = { $who } replied to your post
notification-text-reply-to-topic = { $who } replied to your topic
notification-text-reply-followed = { $who } replied in a topic that you follow
notification-text-mention-topic = { $who } mentioned you in a topic
notification-text-mention-post = { $who } mentioned you in a post
notification-text-like-topic = { $n ->
    [0] { $who } likes your topic
    [one] { $who } and one other like your topic
   *[other] { $who } and { $n } others like your topic
}
notification-text-like-post = { $n ->
    [0] { $who } likes your post
    [one] { $who } and one other like your post
   *[other] { $who } and { $n } others like your post
}
notification-text-like-use-case = { $n ->
    [0] { $who } likes your use case
    [one] { $who } and one other like your use case
   *[other] { $who } and { $n } others like your use case
}
notification-text-best-answer-post = { $who } chose your post as the best answer
notification-text-follow-topic = { $n ->
    [0] { $who } follows your topic
    [one] { $who } and one other follow your topic
   *[other] { $who } and { $n } others follow your topic
}
notification-text-use-case-status-published = Your use case was published
notification-text-use-case-status-rejected = Your use case was sent back
notification-text-use-case-status-featured = Your use case is shown first
notification-text-use-case-status-verified = The figures of your use case were verified
notification-text-moderation-topic-locked = A moderator locked your topic
notification-text-moderation-topic-unlocked = A moderator opened your topic again
notification-text-moderation-topic-removed = A moderator removed your topic
notification-text-moderation-topic-restored = A moderator brought your topic back
notification-text-moderation-post-removed = A moderator removed your post
notification-text-moderation-case-archived = A moderator archived your use case
notification-text-moderation-case-removed = A moderator removed your use case
notification-text-security-password-changed = Your password was changed
notification-text-security-token-reused = An old key of a program was used again; its sign-in was ended
error-notification-kind-unknown = There is no such kind of notification.
error-notification-kind-required = You are always told of what concerns your account.
