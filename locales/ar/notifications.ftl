notifications-title = الإشعارات
notifications-unread = { $n ->
    [0] الإشعارات، كلها مقروءة
    [one] الإشعارات، إشعار واحد غير مقروء
    [two] الإشعارات، إشعاران غير مقروءين
    [few] الإشعارات، { $n } إشعارات غير مقروءة
    [many] الإشعارات، { $n } إشعارًا غير مقروء
   *[other] الإشعارات، { $n } إشعار غير مقروء
}
notifications-read-all = اجعل الكل مقروءًا
notifications-read = اجعله مقروءًا
notifications-delete = حذف
notifications-is-unread = غير مقروء:
notifications-filter = تصفية
notifications-all = الكل
notifications-only-unread = غير المقروء
notifications-today = اليوم
notifications-yesterday = أمس
notifications-none = لا شيء هنا
notifications-none-text = هنا تقرأ من ردّ عليك أو ذكرك أو أعجبه ما كتبت.
notifications-to-forum = إلى المنتدى
notifications-settings = ما يصلني من إشعارات
notifications-settings-lead = اختر ما يقرع الجرس. وما توقفه لا يُحفظ أيضًا.
notifications-saved = حُفظ اختيارك.
notifications-save = حفظ
notifications-kind = النوع
notifications-in-app = في هذه الصفحات
notifications-always = دائمًا
notifications-account = حسابك
notifications-somebody = أحدهم
notification-kind-reply = الردود
notification-kind-mention = الإشارات إليك
notification-kind-like = الإعجابات
notification-kind-best-answer = أفضل الإجابات
notification-kind-follow = المتابعون
notification-kind-message = الرسائل
notification-kind-invitation = الدعوات
notification-kind-use-case-status = حالات الاستخدام
notification-kind-moderation = الإشراف
notification-kind-saved-search = عمليات البحث المحفوظة
notification-kind-job-done = الأعمال في الخلفية
notification-kind-announcement = الإعلانات
notification-kind-security = الأمان
notification-text-reply-to-post = ردّ من { $who } على مشاركتك
notification-text-reply-to-topic = ردّ من { $who } على موضوعك
notification-text-reply-followed = ردّ من { $who } في موضوع تتابعه
notification-text-mention-topic = إشارة إليك من { $who } في موضوع
notification-text-mention-post = إشارة إليك من { $who } في مشاركة
notification-text-like-topic = { $n ->
    [0] إعجاب من { $who } بموضوعك
    [one] إعجاب من { $who } وشخص آخر بموضوعك
    [two] إعجاب من { $who } وشخصين آخرين بموضوعك
    [few] إعجاب من { $who } و{ $n } أشخاص آخرين بموضوعك
    [many] إعجاب من { $who } و{ $n } شخصًا آخر بموضوعك
   *[other] إعجاب من { $who } و{ $n } شخص آخر بموضوعك
}
notification-text-like-post = { $n ->
    [0] إعجاب من { $who } بمشاركتك
    [one] إعجاب من { $who } وشخص آخر بمشاركتك
    [two] إعجاب من { $who } وشخصين آخرين بمشاركتك
    [few] إعجاب من { $who } و{ $n } أشخاص آخرين بمشاركتك
    [many] إعجاب من { $who } و{ $n } شخصًا آخر بمشاركتك
   *[other] إعجاب من { $who } و{ $n } شخص آخر بمشاركتك
}
notification-text-like-use-case = { $n ->
    [0] إعجاب من { $who } بحالة الاستخدام التي نشرتها
    [one] إعجاب من { $who } وشخص آخر بحالة الاستخدام التي نشرتها
    [two] إعجاب من { $who } وشخصين آخرين بحالة الاستخدام التي نشرتها
    [few] إعجاب من { $who } و{ $n } أشخاص آخرين بحالة الاستخدام التي نشرتها
    [many] إعجاب من { $who } و{ $n } شخصًا آخر بحالة الاستخدام التي نشرتها
   *[other] إعجاب من { $who } و{ $n } شخص آخر بحالة الاستخدام التي نشرتها
}
notification-text-best-answer-post = اختيار مشاركتك أفضل إجابة من { $who }
notification-text-follow-topic = { $n ->
    [0] متابعة من { $who } لموضوعك
    [one] متابعة من { $who } وشخص آخر لموضوعك
    [two] متابعة من { $who } وشخصين آخرين لموضوعك
    [few] متابعة من { $who } و{ $n } أشخاص آخرين لموضوعك
    [many] متابعة من { $who } و{ $n } شخصًا آخر لموضوعك
   *[other] متابعة من { $who } و{ $n } شخص آخر لموضوعك
}
notification-text-use-case-status-published = نُشرت حالة الاستخدام التي كتبتها
notification-text-use-case-status-rejected = أُعيدت إليك حالة الاستخدام التي كتبتها
notification-text-use-case-status-featured = حالة الاستخدام التي كتبتها تُعرض الآن في المقدمة
notification-text-use-case-status-verified = جرى التحقق من أرقام حالة الاستخدام التي كتبتها
notification-text-moderation-topic-locked = أُغلق موضوعك من الإشراف
notification-text-moderation-topic-unlocked = أُعيد فتح موضوعك من الإشراف
notification-text-moderation-topic-removed = حُذف موضوعك من الإشراف
notification-text-moderation-topic-restored = أُعيد موضوعك من الإشراف
notification-text-moderation-post-removed = حُذفت مشاركتك من الإشراف
notification-text-moderation-case-archived = أُرشفت حالة الاستخدام التي كتبتها من الإشراف
notification-text-moderation-case-removed = حُذفت حالة الاستخدام التي كتبتها من الإشراف
notification-text-security-password-changed = جرى تغيير كلمة مرورك
notification-text-security-token-reused = استُعمل مفتاح قديم لأحد البرامج من جديد، فأُنهي دخوله
error-notification-kind-unknown = لا يوجد نوع إشعارات بهذا الاسم.
error-notification-kind-required = تصلك دائمًا إشعارات ما يخص حسابك.
