# المنتدى.

error-moderate-own-organization = إشرافك يقتصر على مواضيع منشأتك.
error-topic-locked = هذا الموضوع مقفل، ولا يكتب فيه إلا المشرفون.
error-topic-not-deleted = هذا الموضوع غير محذوف.
error-topic-gone = حُذف هذا الموضوع قبل أكثر من 30 يومًا، ولم تعد استعادته ممكنة.
error-topic-changed-since = عدّل غيرك هذا الموضوع في هذه الأثناء. اقرأه من جديد ثم أجرِ تعديلك.
error-post-changed-since = عُدّل هذا الرد في هذه الأثناء. اقرأه من جديد ثم أجرِ تعديلك.
error-etag-unknown = هذه العلامة ليست من علاماتنا. اقرأ العنصر من جديد وأرسل قيمة ETag الخاصة به.
error-category-slug-taken = يوجد قسم بالعنوان «{ $slug }». اختر عنوانًا آخر.
error-category-in-use = في هذا القسم مواضيع، وقد يكون بعضها محذوفًا قابلًا للاستعادة. حدّد القسم الذي تنتقل إليه (move_to).
error-category-unknown = لا يوجد قسم كهذا.
error-category-closed = لا تُفتح مواضيع جديدة في هذا القسم. اختر قسمًا آخر.
error-parent-unknown = الرد الذي تجيب عنه ليس في هذا الموضوع، أو أنه حُذف.
error-file-unknown = لا يوجد ملف كهذا بين الملفات التي رفعتها.
error-idempotency-key-reused = استُخدم مفتاح Idempotency-Key هذا لطلب آخر. استخدم مفتاحًا جديدًا.
error-post-not-yours = لا يحذف هذا الرد إلا كاتبه أو أحد المشرفين.

forum-title = المنتدى
forum-lead = اسأل وأجب، واستفد مما توصّل إليه غيرك.
forum-ask = اطرح سؤالًا
forum-ask-first = اطرح السؤال الأول
forum-categories = الأقسام
forum-all-categories = الكل
forum-search = ابحث في المنتدى
forum-filters = التصفية
forum-quick-unanswered = بلا ردود
forum-quick-answered = مُجابة
forum-quick-unread = غير مقروءة
forum-quick-followed = أتابعها
forum-quick-bookmarked = محفوظاتي
forum-quick-mine = مواضيعي
forum-one-author = كاتب واحد
forum-one-organization = منشأة واحدة
forum-sort-activity = آخر نشاط
forum-sort-newest = الأحدث
forum-sort-likes = الأكثر إعجابًا
forum-sort-replies = الأكثر ردودًا
forum-sort-views = الأكثر مشاهدة
forum-sort-title = حسب العنوان
forum-empty = لا مواضيع بعد
forum-empty-more = هنا تجتمع الأسئلة وإجاباتها، وأول سؤال يرسم الطريق لما بعده.
forum-nothing-fits = لا شيء يطابق
forum-nothing-fits-more = لا موضوع يوافق هذا البحث وهذه التصفية. أزل بعضها، أو اطرح سؤالك.
forum-show-all = اعرض كل المواضيع
forum-pinned = مثبّت
forum-locked = مقفل
forum-unread = غير مقروء
forum-answered = مُجاب
forum-answered-replies = مُجاب، عدد الردود:
forum-replies = عدد الردود:
forum-likes = الإعجابات
forum-figures = بالأرقام
forum-figure-topics = المواضيع
forum-figure-posts = الردود
forum-figure-active = النشطون خلال 30 يومًا
forum-figure-helpful = أفضل الإجابات
forum-figure-answered = نسبة ما أُجيب عنه
forum-figure-first-reply = المعتاد حتى أول رد
forum-trending = يبحث الآخرون عن
forum-mark-all-read = اجعل الكل مقروءًا
forum-minutes = { $n ->
    [one] دقيقة واحدة
    [two] دقيقتان
    [few] { $n } دقائق
    [many] { $n } دقيقة
   *[other] { $n } دقيقة
}
forum-hours = { $n ->
    [one] ساعة واحدة
    [two] ساعتان
    [few] { $n } ساعات
    [many] { $n } ساعة
   *[other] { $n } ساعة
}
forum-days = { $n ->
    [one] يوم واحد
    [two] يومان
    [few] { $n } أيام
    [many] { $n } يومًا
   *[other] { $n } يوم
}
forum-visibility-organization = منشأتي
forum-visibility-organization-help = يقرأه ويرد عليه كل من في منشأتك.
forum-visibility-public = عام
forum-visibility-public-help = يقرأه ويرد عليه كل من له حساب في هذا الخادم، ويقرأه الزوار إن سمح المشغّل.
forum-visibility-private = خاص
forum-visibility-private-help = لك ولمديري منشأتك فقط.

forum-views = { $n ->
    [0] لا مشاهدات
    [one] مشاهدة واحدة
    [two] مشاهدتان
    [few] { $n } مشاهدات
    [many] { $n } مشاهدة
   *[other] { $n } مشاهدة
}
forum-n-replies = { $n ->
    [0] لا ردود بعد
    [one] رد واحد
    [two] ردّان
    [few] { $n } ردود
    [many] { $n } ردًّا
   *[other] { $n } رد
}
forum-edited = معدّل
forum-attachments = المرفقات
forum-like = أعجبني
forum-reply = رد
forum-follow = متابعة
forum-bookmark = حفظ
forum-more = المزيد
forum-edit = تعديل
forum-pin = تثبيت في الأعلى
forum-unpin = إلغاء التثبيت
forum-lock = قفل
forum-unlock = فتح القفل
forum-delete = حذف
forum-cancel = إلغاء
forum-save = حفظ التعديلات
forum-saved = حُفظ.
forum-preview = معاينة
forum-best-answer = أفضل إجابة
forum-see-in-place = انظرها في موضعها من النقاش
forum-choose-answer = اختيارها أفضل إجابة
forum-clear-answer = ليست أفضل إجابة
forum-new = جديد
forum-new-reply = رد جديد
forum-new-replies = ردود جديدة: %n%
forum-continue-thread = تابع هذا النقاش
forum-whole-topic = اعرض الموضوع كاملًا
forum-jump-to-unread = انتقل إلى غير المقروء
forum-post-deleted = حُذف هذا الرد.
forum-your-reply = ردّك
forum-send-reply = أرسل الرد
forum-replying-to = ردًّا على { $name }
forum-reply-to-topic = بل على الموضوع نفسه
forum-locked-more = هذا الموضوع مقفل: يمكن قراءته، ولا يكتب فيه إلا المشرفون.
forum-sign-in-to-reply = سجّل الدخول لترد
forum-about-topic = عن هذا الموضوع
forum-participants = المشاركون
forum-similar = مواضيع مشابهة

forum-new-topic = موضوع جديد
forum-edit-topic = تعديل الموضوع
forum-field-title = العنوان
forum-field-title-help = سطر واحد يبيّن المقصود، من 5 إلى 200 حرف.
forum-field-content = سؤالك أو فكرتك
forum-field-category = القسم
forum-choose-category = اختر قسمًا
forum-field-tags = الوسوم
forum-field-tags-help = ثمانية على الأكثر، تفصل بينها فواصل.
forum-field-visibility = من يقرأه
forum-publish = انشر
forum-already-answered = هل أُجيب عنه من قبل؟
forum-writing-tips = لتحصل على إجابة جيدة
forum-tip-title = اذكر في العنوان الخلل، والآلة أو العملية.
forum-tip-tried = اذكر ما جرّبته وما حدث بعده.
forum-tip-numbers = أعطِ الأرقام: القراءات والإعدادات والتواريخ.
forum-saved-meanwhile = سبقك غيرك إلى الحفظ
forum-saved-meanwhile-more = نصّك أدناه كما تركته. خذ ما يلزمك من النسخة الأخرى ثم احفظ.
forum-their-version = النسخة الأخرى

forum-topic-deleted = حُذف الموضوع
forum-topic-deleted-undo = وحُذفت معه ردوده. يمكن استعادته خلال 30 يومًا.
forum-topic-deleted-more = لا يراه أحد الآن. يمكنك استعادته مع ردوده خلال 30 يومًا من حذفه.
forum-restore = استعادة
forum-edit-post = تعديل الرد
forum-delete-post-title = أتريد حذف هذا الرد؟
forum-delete-post-more = إن كان عليه ردود بقي مكانه ظاهرًا بلا نص. لا يمكن التراجع عن هذا.

forum-categories-title = أقسام المنتدى
forum-categories-lead = تشترك فيها كل منشآت هذا الخادم.
forum-category = القسم
forum-category-closed = مغلق
forum-category-order = الترتيب
forum-category-up = ارفع { $name }
forum-category-down = أنزل { $name }
forum-category-new = قسم جديد
forum-category-create = أنشئ القسم
forum-category-name-en = الاسم بالإنجليزية
forum-category-name-ar = الاسم بالعربية
forum-category-description-en = الوصف بالإنجليزية
forum-category-description-ar = الوصف بالعربية
forum-category-kind = المجال
forum-category-slug = الاسم في الرابط
forum-category-slug-help = يُشتق من الاسم إن تُرك فارغًا.
forum-category-active = مفتوح للمواضيع الجديدة
forum-category-active-help = القسم المغلق يبقى مقروءًا.
forum-category-delete = حذف هذا القسم
forum-category-delete-it = احذف القسم
forum-category-move-to = انقل مواضيعه إلى
forum-category-move-to-help = يلزم ما دامت فيه مواضيع.
forum-category-move-nowhere = لا مواضيع فيه
forum-kind-automation = الأتمتة والتحكم
forum-kind-quality = الجودة
forum-kind-maintenance = الصيانة
forum-kind-ai = البيانات والنماذج
forum-kind-iot = الحساسات والشبكات
forum-kind-general = عام
