# إطار كل صفحة وأجزاء نظام التصميم.
web-description = { $site }: أسئلة وإجابات وحالات استخدام من الصناعة
web-skip-to-content = انتقل إلى المحتوى
web-main-navigation = التنقل الرئيسي
web-search = بحث
web-search-site = البحث في الموقع
web-suggestions = اقتراحات
web-new = جديد
web-new-topic = موضوع جديد
web-new-message = رسالة جديدة
web-new-use-case = حالة استخدام جديدة
web-your-account = حسابك
web-language-and-theme = اللغة والمظهر
web-language = اللغة
web-theme = المظهر
web-theme-light = فاتح
web-theme-dark = داكن
web-theme-auto = حسب الجهاز
removed-member = عضو محذوف
web-sign-in = تسجيل الدخول
web-sign-out = تسجيل الخروج
web-profile = ملفك الشخصي
web-settings = الإعدادات
web-organization = منشأتك
web-operator = الخادم
web-more = المزيد
web-made-with = يعمل بنظام Guildhall
web-api = الواجهة البرمجية
web-close = إغلاق
web-optional = (اختياري)
web-show-password = إظهار كلمة المرور
web-drop-here = أو أفلت ملفًا هنا
web-form-errors = { $count ->
    [one] أمر واحد يحتاج إلى انتباهك
    [two] أمران يحتاجان إلى انتباهك
    [few] { $count } أمور تحتاج إلى انتباهك
   *[other] { $count } أمرًا يحتاج إلى انتباهك
}
web-pages = الصفحات
web-previous = السابق
web-next = التالي
web-page-of = صفحة { $page } من { $pages }
web-show-more = عرض المزيد
web-breadcrumbs = موقعك الحالي

web-keyboard = لوحة المفاتيح
web-key-search = الانتقال إلى مربع البحث
web-key-new = بدء شيء جديد
web-key-move = العنصر التالي أو السابق في القائمة
web-key-open = فتح العنصر
web-key-send = إرسال ما تكتبه
web-key-close = إغلاق ما هو مفتوح
web-key-help = عرض هذه المفاتيح

web-error-404-why = ربما كُتب العنوان خطأ، أو حُذفت الصفحة، أو أنها غير متاحة لك.
web-error-500-why = لم يُفقد شيء مما حُفظ. حاول مجددًا بعد لحظات، وإن تكرر الأمر فأبلغ مشغّل الخادم بالرقم أدناه.

# A standby
web-standby-title = للقراءة فقط
web-standby = للقراءة فقط: هذا هو الخادم الاحتياطي، ويعرض البيانات كما كانت في { $time }.
web-standby-empty = للقراءة فقط: هذا هو الخادم الاحتياطي. لم يُكتب شيء على الخادم الرئيسي بعد.
web-standby-since = والحال كذلك منذ { $time }.
web-standby-missing = النسخة التي يتابعها لم تعد موجودة.
web-standby-damaged = آخر ما نُسخ تالف، ولذلك لا يُعرض.
web-standby-older = آخر ما نُسخ أقدم من المعروض، ولذلك لا يُعرض.
web-standby-foreign = آخر ما نُسخ يعود إلى خادم آخر، ولذلك لا يُعرض.
web-standby-newer-version = الخادم الرئيسي يعمل بإصدار أحدث؛ ولا بد للخادم الاحتياطي من الإصدار نفسه ليتابع.
web-standby-older-version = الخادم الرئيسي يعمل بإصدار أقدم؛ ولا بد للخادم الاحتياطي من الإصدار نفسه ليتابع.
web-standby-unusable = تعذّرت قراءة النسخة التي يتابعها، أو تعذّرت الكتابة في مجلده.
web-standby-wait-title = في انتظار النسخة الأولى
web-upgrading-title = يجري تحديث غيلد هول
web-checking-title = يتحقق غيلد هول من بياناته
web-error-home = إلى الصفحة الرئيسية
web-error-search = بحث
web-error-back = رجوع
web-error-request = رقم الطلب

web-editor-toolbar = التنسيق
web-editor-bold = عريض
web-editor-italic = مائل
web-editor-heading = عنوان
web-editor-link = رابط
web-editor-quote = اقتباس
web-editor-list = قائمة
web-editor-numbers = قائمة مرقمة
web-editor-code = شيفرة
web-editor-image = إضافة صورة
web-editor-preview = معاينة
web-editor-markdown = يمكنك الكتابة بصيغة Markdown، والإشارة إلى شخص بالرمز @.
web-editor-uploading = جارٍ الرفع…
web-editor-upload-failed = تعذر رفع الصورة. استخدم صيغة PNG أو JPEG أو WebP أو GIF ثم حاول مجددًا.
web-editor-preview-failed = تعذر تحميل المعاينة. نصك باقٍ كما هو؛ حاول مجددًا.
web-editor-nothing = لا يوجد ما يُعاين بعد.
web-editor-saved = حُفظ %time%
web-editor-placeholder-text = نص

web-before = قبل
web-after = بعد
web-remove-filter = إزالة عامل التصفية
web-remove-tag = إزالة %tag%
web-step-done = (مكتمل)

web-api-title = الواجهة البرمجية
web-api-lead = كل ما تفعله الصفحات تستطيع البرامج فعله أيضًا. تحتاج الطلبات إلى رمز وصول أو مفتاح.
web-api-document = وثيقة OpenAPI
web-api-groups = أقسام الواجهة البرمجية
web-api-objects = الكائنات
web-api-inputs = المسار والاستعلام
web-api-body = متن الطلب
web-api-answers = الردود
web-api-required = إلزامي
web-api-try = فتح
web-api-who-anyone = متاح للجميع.
web-api-who-readers = للمسجّلين، وللزوار إن كان الخادم مفتوحًا لهم.
web-api-who-people = للمسجّلين فقط.
web-api-who-holders = لمن يملك الصلاحية { $permission }.
web-api-who-hosts = لمن يملك الصلاحية { $permission } في المنشأة التي تشغّل الخادم.

# الأوقات والتواريخ
web-ago-now = الآن
web-ago-minutes = { $n ->
    [one] قبل دقيقة
    [two] قبل دقيقتين
    [few] قبل { $n } دقائق
   *[other] قبل { $n } دقيقة
}
web-ago-hours = { $n ->
    [one] قبل ساعة
    [two] قبل ساعتين
    [few] قبل { $n } ساعات
   *[other] قبل { $n } ساعة
}
web-ago-days = { $n ->
    [one] أمس
    [two] قبل يومين
    [few] قبل { $n } أيام
   *[other] قبل { $n } يومًا
}
web-date = { $day } { $month } { $year }
web-moment = { $date }، { $time } بالتوقيت العالمي
web-month-1 = يناير
web-month-2 = فبراير
web-month-3 = مارس
web-month-4 = أبريل
web-month-5 = مايو
web-month-6 = يونيو
web-month-7 = يوليو
web-month-8 = أغسطس
web-month-9 = سبتمبر
web-month-10 = أكتوبر
web-month-11 = نوفمبر
web-month-12 = ديسمبر
