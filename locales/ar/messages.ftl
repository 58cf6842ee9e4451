messages-title = الرسائل
messages-conversations = المحادثات
messages-archive = الأرشيف
messages-archive-empty = لا شيء في الأرشيف.
messages-new = رسالة جديدة
messages-new-lead = إلى شخص واحد، أو إلى عدة أشخاص في مجموعة.
messages-search = ابحث في رسائلك
messages-none-yet = لا محادثات بعد.
messages-empty = لا رسائل بعد
messages-empty-more = راسِل زميلًا، أو من يسمح بذلك في المنشآت الأخرى. لا يقرأ المحادثة إلا المشاركون فيها، ولا يستطيع المشرفون قراءتها.
messages-choose = اختر محادثة
messages-private = لا يقرأ المحادثة إلا المشاركون فيها، ولا يستطيع المشرفون قراءتها.
messages-group = مجموعة
messages-muted = مكتومة
messages-archived = مؤرشفة
messages-unread = { $n ->
    [zero] لا رسائل غير مقروءة
    [one] رسالة غير مقروءة
    [two] رسالتان غير مقروءتين
    [few] { $n } رسائل غير مقروءة
    [many] { $n } رسالة غير مقروءة
   *[other] { $n } رسالة غير مقروءة
}
messages-found = { $n ->
    [zero] لم يُعثر على رسائل
    [one] رسالة واحدة
    [two] رسالتان
    [few] { $n } رسائل
    [many] { $n } رسالة
   *[other] { $n } رسالة
}
messages-found-nothing = لا توجد في محادثاتك رسالة فيها كل هذه الكلمات. جرّب كلمات أقل أو غيرها.
messages-you = أنت:
messages-deleted = حُذفت هذه الرسالة.
messages-edited = معدّلة
messages-comma = ،
messages-alone = لا أحد غيرك
messages-and-more = { $names } و{ $n } آخرون
messages-people = المشاركون
messages-people-count = { $n ->
    [zero] لا مشاركين
    [one] مشارك واحد
    [two] مشاركان
    [few] { $n } مشاركين
    [many] { $n } مشاركًا
   *[other] { $n } مشارك
}
messages-more = المزيد
messages-mute = كتم
messages-unmute = إلغاء الكتم
messages-put-away = أرشفة
messages-unarchive = إخراج من الأرشيف
messages-earlier = رسائل أقدم
messages-newest = أحدث الرسائل
messages-nothing-said = لم يُكتب شيء هنا بعد.
messages-came = رسائل جديدة: %n%
messages-came-one = رسالة جديدة
messages-new-ones = الجديد
messages-seen = قُرئت
messages-seen-by = قرأها { $names }
messages-your-message = رسالتك
messages-send = إرسال
messages-save = حفظ
messages-cancel = إلغاء
messages-reply = رد
messages-reply-not = دون اقتباس
messages-react = الرد بإشارة
messages-change = تعديل أو حذف
messages-too-old = يمكن تعديل الرسالة خلال 24 ساعة، وهذه أقدم من ذلك.
messages-delete = حذف الرسالة
messages-delete-help = تُحذف كلماتها لدى الجميع فورًا، ويبقى مكانها أن رسالة حُذفت.
messages-to = إلى
messages-find-person = ابحث عن شخص باسمه
messages-find = بحث
messages-nobody-found = لا أحد بهذا الاسم يمكن مراسلته.
messages-group-title = عنوان المجموعة
messages-group-title-help = للمجموعات فقط.
messages-bring = إضافة أشخاص
messages-bring-help = يرون ما يُرسل من الآن فصاعدًا.
messages-leave = مغادرة المجموعة
messages-leave-help = لن ترى المحادثة بعد ذلك ولا ما يُرسل فيها.
messages-leave-named = مغادرة «{ $title }»
messages-settings = إعدادات الرسائل
messages-saved = حُفظت.
messages-others = يمكن لمن في المنشآت الأخرى مراسلتي
messages-others-help = أما زملاؤك فيمكنهم ذلك دائمًا.
messages-reads = إظهار ما قرأته
messages-reads-help = إذا أُوقف فلا يرى الآخرون ما قرأته، ولا ترى أنت ما قرؤوه.
messages-blocked = المحظورون
messages-blocked-none = لم تحظر أحدًا.
messages-block = حظر { $name }
messages-unblock = إلغاء حظر { $name }
messages-write = كتابة رسالة
messages-block-person = حظر
messages-unblock-person = إلغاء الحظر

error-person-out-of-reach = لا يمكن مراسلة كل هؤلاء: من يعمل في منشأة أخرى يجب أن يسمح بذلك، وقد يكون أحدهم قد غادر. اختر غيرهم.
error-conversation-is-direct = المحادثة بين شخصين لا عنوان لها ولا ينضم إليها أحد ولا يغادرها أحد. ابدأ مجموعة، أو أرشِف هذه المحادثة.
error-direct-is-of-two = المحادثة المباشرة مع شخص واحد ولا عنوان لها.
error-message-of-another = لا يعدّل الرسالة ولا يحذفها إلا كاتبها.
error-message-deleted = حُذفت هذه الرسالة.
error-message-too-old = يمكن تعديل الرسالة خلال 24 ساعة من إرسالها. اكتب رسالة جديدة.
error-message-unknown = لا توجد هذه الرسالة في هذه المحادثة.
