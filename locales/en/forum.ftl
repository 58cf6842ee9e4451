# The forum.
forum-removed-member = Removed member

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
