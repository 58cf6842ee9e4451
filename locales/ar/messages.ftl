messages-removed-person = عضو محذوف

error-person-out-of-reach = لا يمكن مراسلة كل هؤلاء: من يعمل في منشأة أخرى يجب أن يسمح بذلك، وقد يكون أحدهم قد غادر. اختر غيرهم.
error-conversation-is-direct = المحادثة بين شخصين لا عنوان لها ولا ينضم إليها أحد ولا يغادرها أحد. ابدأ مجموعة، أو أرشِف هذه المحادثة.
error-direct-is-of-two = المحادثة المباشرة مع شخص واحد ولا عنوان لها.
error-message-of-another = لا يعدّل الرسالة ولا يحذفها إلا كاتبها.
error-message-deleted = حُذفت هذه الرسالة.
error-message-too-old = يمكن تعديل الرسالة خلال 24 ساعة من إرسالها. اكتب رسالة جديدة.
error-message-unknown = لا توجد هذه الرسالة في هذه المحادثة.
