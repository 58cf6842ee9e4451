messages-removed-person = Removed member

error-person-out-of-reach = Not everybody here can be written to: people of other organisations must allow it, and somebody may have left. Choose others.
error-conversation-is-direct = A conversation of two has no title, nobody joins it and nobody leaves it. Start a group, or archive this one.
error-direct-is-of-two = A direct conversation is with one person and has no title.
error-message-of-another = Only its author changes or deletes a message.
error-message-deleted = This message was deleted.
error-message-too-old = A message can be changed for 24 hours. Write a new one.
error-message-unknown = There is no such message in this conversation.
