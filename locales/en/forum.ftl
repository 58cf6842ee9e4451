# The forum.

error-moderate-own-organization = You moderate the topics of your own organisation only.
error-topic-locked = This topic is locked. Only moderators can write in it.
error-topic-not-deleted = This topic is not deleted.
error-topic-gone = This topic was deleted more than 30 days ago and cannot be brought back.
error-topic-changed-since = Somebody else changed this topic in the meantime. Read it again, then make your change.
error-post-changed-since = This reply was changed in the meantime. Read it again, then make your change.
error-etag-unknown = This mark is not one of ours. Read the object again and send its ETag.
error-category-slug-taken = There is a category with the address “{ $slug }” already. Choose another.
error-category-in-use = This category holds topics, perhaps deleted ones that could still be restored. Say where they go (move_to).
error-category-unknown = There is no such category.
error-category-closed = No new topics can be started in this category. Choose another.
error-parent-unknown = The reply that you answer is not in this topic, or was deleted.
error-file-unknown = There is no such file among those that you uploaded.
error-idempotency-key-reused = This Idempotency-Key was used for another request. Use a new one.
error-post-not-yours = Only the author or a moderator can delete this reply.

forum-title = Forum
forum-lead = Ask, answer, and find what others worked out before.
forum-ask = Ask a question
forum-ask-first = Ask the first question
forum-categories = Categories
forum-all-categories = All
forum-search = Search the forum
forum-filters = Filters
forum-quick-unanswered = Unanswered
forum-quick-answered = Answered
forum-quick-unread = Unread
forum-quick-followed = Following
forum-quick-bookmarked = Bookmarks
forum-quick-mine = Mine
forum-one-author = One author
forum-one-organization = One organisation
forum-sort-activity = Latest activity
forum-sort-newest = Newest
forum-sort-likes = Most liked
forum-sort-replies = Most replies
forum-sort-views = Most viewed
forum-sort-title = By title
forum-empty = No topics yet
forum-empty-more = This is where questions and answers will stand. The first one sets the tone.
forum-nothing-fits = Nothing fits
forum-nothing-fits-more = No topic fits this search and these filters. Take one away, or ask.
forum-show-all = Show all topics
forum-pinned = Pinned
forum-locked = Locked
forum-unread = Unread
forum-answered = Answered
forum-answered-replies = Answered, replies:
forum-replies = Replies:
forum-likes = Likes
forum-figures = In figures
forum-figure-topics = Topics
forum-figure-posts = Replies
forum-figure-active = Active in 30 days
forum-figure-helpful = Best answers
forum-figure-answered = Answered
forum-figure-first-reply = Usual time to a reply
forum-trending = Others search for
forum-mark-all-read = Mark all as read
forum-minutes = { $n ->
    [one] 1 minute
   *[other] { $n } minutes
}
forum-hours = { $n ->
    [one] 1 hour
   *[other] { $n } hours
}
forum-days = { $n ->
    [one] 1 day
   *[other] { $n } days
}
forum-visibility-organization = My organisation
forum-visibility-organization-help = Everybody in your organisation can read and answer.
forum-visibility-public = Public
forum-visibility-public-help = Everybody on this server can read and answer; guests can read if the operator allows it.
forum-visibility-private = Private
forum-visibility-private-help = Only you and the administrators of your organisation.

forum-views = { $n ->
    [one] 1 view
   *[other] { $n } views
}
forum-n-replies = { $n ->
    [0] No replies yet
    [one] 1 reply
   *[other] { $n } replies
}
forum-edited = edited
forum-attachments = Attachments
forum-like = Like
forum-reply = Reply
forum-follow = Follow
forum-bookmark = Bookmark
forum-more = More
forum-edit = Edit
forum-pin = Pin to the top
forum-unpin = Unpin
forum-lock = Lock
forum-unlock = Unlock
forum-delete = Delete
forum-cancel = Cancel
forum-save = Save
forum-saved = Saved.
forum-preview = Preview
forum-best-answer = Best answer
forum-see-in-place = See it in the discussion
forum-choose-answer = Choose as best answer
forum-clear-answer = Not the best answer
forum-new = New
forum-new-reply = 1 new reply
forum-new-replies = %n% new replies
forum-continue-thread = Continue this thread
forum-whole-topic = Show the whole topic
forum-jump-to-unread = Jump to unread
forum-post-deleted = This reply was deleted.
forum-your-reply = Your reply
forum-send-reply = Send reply
forum-replying-to = Replying to { $name }
forum-reply-to-topic = Reply to the topic instead
forum-locked-more = This topic is locked: it can be read, but only moderators can write in it.
forum-sign-in-to-reply = Sign in to reply
forum-about-topic = About this topic
forum-participants = Taking part
forum-similar = Similar topics

forum-new-topic = New topic
forum-edit-topic = Edit topic
forum-field-title = Title
forum-field-title-help = One line that says what it is about, 5 to 200 characters.
forum-field-content = Your question or thought
forum-field-category = Category
forum-choose-category = Choose a category
forum-field-tags = Tags
forum-field-tags-help = Up to 8, separated by commas.
forum-field-visibility = Who can read it
forum-publish = Publish
forum-already-answered = Already answered?
forum-writing-tips = How to get a good answer
forum-tip-title = Say in the title what is wrong, and with which machine or process.
forum-tip-tried = Tell what you tried, and what happened then.
forum-tip-numbers = Give the numbers: readings, settings, dates.
forum-saved-meanwhile = Somebody else saved first
forum-saved-meanwhile-more = Your text is below, untouched. Take over what you need from the other version, then save.
forum-their-version = The other version

forum-topic-deleted = Topic deleted
forum-topic-deleted-undo = Its replies went with it. It can be restored for 30 days.
forum-topic-deleted-more = Nobody can see it now. You can restore it, with its replies, within 30 days of the deletion.
forum-restore = Restore
forum-edit-post = Edit reply
forum-delete-post-title = Delete this reply?
forum-delete-post-more = If others have answered it, a placeholder stays in its place. This cannot be undone.

forum-categories-title = Forum categories
forum-categories-lead = All organisations on this server share them.
forum-category = Category
forum-category-closed = Closed
forum-category-order = Order
forum-category-up = Move { $name } up
forum-category-down = Move { $name } down
forum-category-new = New category
forum-category-create = Create category
forum-category-name-en = Name in English
forum-category-name-ar = Name in Arabic
forum-category-description-en = Description in English
forum-category-description-ar = Description in Arabic
forum-category-kind = Field
forum-category-slug = Name in the web address
forum-category-slug-help = Made from the name when left empty.
forum-category-active = Open for new topics
forum-category-active-help = A closed category stays readable.
forum-category-delete = Delete this category
forum-category-delete-it = Delete category
forum-category-move-to = Move its topics to
forum-category-move-to-help = Needed while it holds topics.
forum-category-move-nowhere = It holds none
forum-kind-automation = Automation and control
forum-kind-quality = Quality
forum-kind-maintenance = Maintenance
forum-kind-ai = Data and models
forum-kind-iot = Sensors and networks
forum-kind-general = General
