messages-title = Messages
messages-conversations = Conversations
messages-archive = Archive
messages-archive-empty = Nothing is archived.
messages-new = New message
messages-new-lead = To one person, or to several as a group.
messages-search = Search your messages
messages-none-yet = No conversations yet.
messages-empty = No messages yet
messages-empty-more = Write to a colleague, or to people of other organisations who allow it. Only those who take part read it; administrators cannot.
messages-choose = Choose a conversation
messages-private = Only those who take part read it; administrators cannot.
messages-group = Group
messages-muted = Muted
messages-archived = Archived
messages-unread = { $n ->
    [one] 1 unread
   *[other] { $n } unread
}
messages-found = { $n ->
    [one] 1 message found
   *[other] { $n } messages found
}
messages-found-nothing = Nothing in your conversations holds all these words. Try fewer or other words.
messages-you = You:
messages-deleted = This message was deleted.
messages-edited = edited
messages-comma = ,
messages-alone = Nobody else
messages-and-more = { $names } and { $n } more
messages-people = People
messages-people-count = { $n ->
    [one] 1 person
   *[other] { $n } people
}
messages-more = More
messages-mute = Mute
messages-unmute = Unmute
messages-put-away = Archive
messages-unarchive = Take out of the archive
messages-earlier = Earlier messages
messages-newest = Newest messages
messages-nothing-said = Nothing was said here yet.
messages-came = %n% new messages
messages-came-one = 1 new message
messages-new-ones = New
messages-seen = Read
messages-seen-by = Read by { $names }
messages-your-message = Your message
messages-send = Send
messages-save = Save
messages-cancel = Cancel
messages-reply = Reply
messages-reply-not = Do not quote
messages-react = Answer with a sign
messages-change = Change or delete
messages-too-old = A message can be changed for 24 hours; this one is older.
messages-delete = Delete message
messages-delete-help = Its words are gone for everybody at once. A note stays that a message was deleted.
messages-to = To
messages-find-person = Find a person by name
messages-find = Find
messages-nobody-found = Nobody by this name can be written to.
messages-group-title = Title of the group
messages-group-title-help = Only for groups.
messages-bring = Add people
messages-bring-help = They see what is sent from now on.
messages-leave = Leave the group
messages-leave-help = You no longer see the conversation, and nothing that is sent in it.
messages-leave-named = Leave “{ $title }”
messages-settings = Message settings
messages-saved = Saved.
messages-others = People of other organisations may write to me
messages-others-help = Colleagues always can.
messages-reads = Show what I have read
messages-reads-help = Switched off, others do not see what you have read, and you do not see it of them.
messages-blocked = Blocked people
messages-blocked-none = You have blocked nobody.
messages-block = Block { $name }
messages-unblock = Unblock { $name }
messages-write = Write a message
messages-block-person = Block
messages-unblock-person = Unblock

error-person-out-of-reach = Not everybody here can be written to: people of other organisations must allow it, and somebody may have left. Choose others.
error-conversation-is-direct = A conversation of two has no title, nobody joins it and nobody leaves it. Start a group, or archive this one.
error-direct-is-of-two = A direct conversation is with one person and has no title.
error-message-of-another = Only its author changes or deletes a message.
error-message-deleted = This message was deleted.
error-message-too-old = A message can be changed for 24 hours. Write a new one.
error-message-unknown = There is no such message in this conversation.
