error-use-case-title = اكتب عنوانًا بالعربية أو بالإنجليزية.
error-use-case-story = اكتب { $min } حرفًا على الأقل.
error-use-case-ends-before-start = تاريخ الانتهاء يسبق تاريخ البدء.
error-use-case-half-a-place = أدخل خط العرض وخط الطول معًا، أو اترك كليهما.
error-use-case-email = أدخل بريدًا إلكترونيًا مثل name@company.com.
error-use-case-picture = ليست هذه صورة من صور منشأتك. ارفعها أولًا.
error-use-case-reason = اذكر للكاتب ما ينبغي إصلاحه.
error-use-case-filter-value = أدخل كلمة أو رقمًا أو true أو false، أو قائمة منها.
error-use-case-stale = حفظ شخص آخر حالة الاستخدام هذه وأنت تكتب. لم يضِع مما كتبته شيء؛ قارِن ثم احفظ من جديد.
error-use-case-not-yours = لا يعدّل حالة الاستخدام هذه إلا كاتبها والمشرفون.
error-use-case-other-organization = يشرف المشرفون على حالات الاستخدام في منشآتهم وحدها.
error-use-case-archived = حالة الاستخدام هذه مؤرشفة. استعدها أولًا.
error-use-case-not-a-draft = لا يُرسَل للمراجعة إلا المسودات وما أُعيد إلى كاتبه.
error-use-case-published-already = حالة الاستخدام هذه منشورة من قبل.
error-use-case-review-first = يراجع مشرف حالات الاستخدام قبل نشرها. أرسلها للمراجعة بدلًا من ذلك.
error-use-case-not-in-review = حالة الاستخدام هذه ليست في انتظار المراجعة.
error-use-case-not-published = هذا متاح لحالات الاستخدام المنشورة وحدها.
error-use-case-nothing-to-restore = حالة الاستخدام هذه ليست مؤرشفة ولا محذوفة.
error-country-code = أدخل رمز الدولة من حرفين، مثل SA.
error-currency-code = أدخل رمز العملة من ثلاثة أحرف، مثل SAR.
error-use-case-day = أدخل تاريخًا مثل 2026-01-31.

use-cases-title = حالات الاستخدام
use-cases-lead = كيف حلّت المنشآت مشكلاتها، بالأرقام.
use-cases-all = الكل
use-cases-mine = ما كتبته
use-cases-mine-title = حالات الاستخدام التي كتبتها
use-cases-mine-lead = مسوداتك وما نشرته.
use-cases-saved = المحفوظة
use-cases-saved-title = حالات الاستخدام المحفوظة
use-cases-saved-lead = ما تحتفظ به لتعود إليه.
use-cases-review = المراجعة
use-cases-review-title = حالات استخدام تنتظر المراجعة
use-cases-review-lead = ما ينتظر المشرف قبل أن يقرأه الآخرون.
use-cases-look-for = ابحث في حالات الاستخدام
use-cases-browse = تصفّح حالات الاستخدام
use-cases-none = لا حالات استخدام بعد
use-cases-none-hint = اروِ كيف حللت مشكلة. تُحفظ المسودة تلقائيًا وأنت تكتب.
use-cases-none-read = تظهر هنا حين ينشرها أصحابها.
use-cases-none-found = لا شيء يطابق
use-cases-none-found-hint = أزل مرشّحًا أو استخدم كلمات أقل.
use-cases-none-saved = لم تحفظ شيئًا بعد
use-cases-none-saved-hint = اضغط علامة الحفظ بجانب حالة الاستخدام لتجدها هنا.
use-cases-none-to-review = لا شيء ينتظر المراجعة
use-cases-none-to-review-hint = أنجزت كل شيء. تظهر الجديدة هنا حين يرسلها أصحابها.
use-case-count = { $n ->
    [zero] لا حالات استخدام
    [one] حالة استخدام واحدة
    [two] حالتا استخدام
    [few] { $n } حالات استخدام
    [many] { $n } حالة استخدام
   *[other] { $n } حالة استخدام
}
use-case-new = حالة استخدام جديدة
use-case-untitled = مسودة بلا عنوان
use-case-removed = حُذفت حالة الاستخدام.
use-case-undo = تراجع
use-case-sort = الترتيب
use-case-sort-relevance = الأقرب إلى البحث
use-case-sort-date = الأحدث
use-case-sort-likes = الأكثر إعجابًا
use-case-sort-views = الأكثر قراءة
use-case-sort-roi = الأعلى عائدًا
use-case-as-cards = عرض في بطاقات
use-case-as-table = عرض في جدول
use-case-filters = المرشّحات
use-case-clear = إزالة المرشّحات
use-case-show = اعرض
use-case-did-you-mean = هل تقصد
use-case-folders = المجلدات
use-case-all-folders = كل المجلدات
use-case-chip-roi = عائد لا يقل عن { $n }٪
use-case-chip-payback = { $n ->
    [one] استرداد خلال شهر
    [two] استرداد خلال شهرين
    [few] استرداد خلال { $n } أشهر
    [many] استرداد خلال { $n } شهرًا
   *[other] استرداد خلال { $n } شهر
}
use-case-by-one-person = لكاتب واحد
use-case-of-one-organization = لمنشأة واحدة
use-case-with-pictures = مع صور
use-case-figures = الأرقام
use-case-min-roi = عائد لا يقل عن (٪)
use-case-max-payback = استرداد خلال (أشهر)

use-case-title = العنوان
use-case-company = المنشأة
use-case-category = التصنيف
use-case-industry = القطاع
use-case-technologies = التقنيات
use-case-tags = الوسوم
use-case-year = السنة
use-case-region = المنطقة
use-case-city = المدينة
use-case-country = الدولة
use-case-likes = الإعجابات
use-case-date = تاريخ النشر
use-case-roi = العائد على الاستثمار
use-case-payback = فترة الاسترداد
use-case-months = { $n ->
    [few] أشهر
    [many] شهرًا
   *[other] شهر
}
use-case-money = { $amount } { $currency }
use-case-people = { $n ->
    [zero] لا أحد
    [one] شخص واحد
    [two] شخصان
    [few] { $n } أشخاص
    [many] { $n } شخصًا
   *[other] { $n } شخص
}
use-case-investment = الاستثمار
use-case-annual-saving = الوفر السنوي
use-case-started = البداية
use-case-finished = النهاية
use-case-team = الفريق
use-case-vendor = المورّد
use-case-featured = مميّزة
use-case-verified = موثّقة
use-case-views = { $n ->
    [zero] لم تُقرأ بعد
    [one] قُرئت مرة
    [two] قُرئت مرتين
    [few] قُرئت { $n } مرات
    [many] قُرئت { $n } مرة
   *[other] قُرئت { $n } مرة
}
use-case-author = الكاتب
use-case-about = عن حالة الاستخدام هذه
use-case-in-figures = بالأرقام
use-case-contact = للتواصل
use-case-related = ذات صلة
use-case-like-roi = عائد مقارب
use-case-like-text = كلمات متشابهة
use-case-near = على بُعد { $place }
use-case-like = أعجبني
use-case-save = احفظ
use-case-challenge = التحدي
use-case-solution = الحل
use-case-implementation = كيف نُفّذ
use-case-results = النتائج
use-case-challenges-met = ما كان صعبًا
use-case-lessons = الدروس المستفادة
use-case-pictures = صور

use-case-publish = انشر
use-case-submit = أرسل للمراجعة
use-case-edit = عدّل
use-case-restore = استعد
use-case-archive = أرشِف
use-case-duplicate = انسخ
use-case-delete = احذف
use-case-feature = ميّز
use-case-unfeature = ألغِ التمييز
use-case-verify = وثّق
use-case-unverify = ألغِ التوثيق
use-case-reject = الإعادة إلى الكاتب
use-case-reject-now = أعد إلى الكاتب
use-case-reason = ما الذي ينبغي أن يصلحه الكاتب؟
use-case-reason-help = يقرأ الكاتب هذا بجانب المسودة.
use-case-draft-hint = لا يراها إلا أنت ومشرفو منشأتك.
use-case-in-review-hint = يقرؤها مشرف قبل نشرها.
use-case-archived-hint = هي محفوظة ولا يجدها أحد. استعدها لتظهر من جديد.
use-case-done-published = نُشرت، ويستطيع الآخرون قراءتها الآن.
use-case-done-submitted = أُرسلت للمراجعة. سترى هنا قرار المشرف.
use-case-done-rejected = أُعيدت، ويقرأ الكاتب ما ذكرته.
use-case-done-archived = أُرشفت.
use-case-done-restored = استُعيدت.

use-case-write = كتابة حالة استخدام
use-case-steps = الخطوات
use-case-step-basics = الأساسيات
use-case-step-story = المشكلة والحل
use-case-step-work = التنفيذ
use-case-step-results = النتائج
use-case-step-place = المكان والصور والتواصل
use-case-step-preview = المعاينة
use-case-progress = اكتمل { $done } من { $all } خطوات
use-case-saved-ago = حُفظت { $ago }
use-case-autosaved = حُفظت %time%
use-case-autosaving = يجري الحفظ…
use-case-autosave-failed = لم تُحفظ. راجع الحقول أو احفظ بنفسك.
use-case-see-saved = اعرض المحفوظ الآن
use-case-missing = قبل أن تُنشر
use-case-save-next = احفظ وتابع
use-case-save-draft = احفظ
use-case-back = السابق
use-case-view = اعرض
use-case-choose = اختر…
use-case-titles-help = يكفي عنوان واحد، ويراه قرّاء اللغة الأخرى أيضًا.
use-case-title-en = العنوان بالإنجليزية
use-case-title-ar = العنوان بالعربية
use-case-summary = الملخص
use-case-summary-help = جملة أو جملتان: ما المشكلة، وماذا كانت النتيجة؟
use-case-technologies-help = افصل بينها بفواصل، مثل: OPC UA، نظام رؤية.
use-case-tags-help = افصل بينها بفواصل، وأكثرها 8.
use-case-visibility = من يستطيع قراءتها
use-case-visibility-help = لا يرى المسودة إلا أنت ومشرفو منشأتك.
use-case-visibility-private = أنا والمديرون فقط
use-case-visibility-organization = منشأتي
use-case-visibility-public = كل من على هذا الخادم
use-case-challenge-help = ما الخلل، وكم كلّف، وماذا جُرّب من قبل؟ 50 حرفًا على الأقل.
use-case-solution-help = ماذا فعلتم، ولماذا بهذه الطريقة؟ 50 حرفًا على الأقل.
use-case-phases-help = مدخل لكل مرحلة. تُهمل المداخل الفارغة.
use-case-phase = المرحلة { $n }
use-case-phase-title = الاسم
use-case-phase-duration = المدة
use-case-phase-duration-example = 6 أسابيع
use-case-phase-description = ما الذي نُفّذ
use-case-add-phase = احفظ وأضف مرحلة
use-case-team-help = عدد من عملوا عليها.
use-case-vendor-help = من ورّدها، أو أنكم نفّذتموها بأنفسكم.
use-case-challenges-met-help = ما تعثّر في الطريق وكيف عالجتموه.
use-case-metrics-help = ما الذي تغيّر، بالأرقام. تُهمل المداخل الفارغة.
use-case-metric = الرقم { $n }
use-case-metric-name = ما الذي قيس
use-case-metric-unit = الوحدة
use-case-metric-note = كيف قيس
use-case-add-metric = احفظ وأضف رقمًا
use-case-roi-percent = العائد على الاستثمار (٪)
use-case-payback-months = فترة الاسترداد (أشهر)
use-case-currency = العملة
use-case-currency-help = ثلاثة أحرف، مثل SAR.
use-case-lessons-help = ماذا تقول لمن يبدأ غدًا؟
use-case-country-help = حرفان، مثل SA.
use-case-latitude = خط العرض
use-case-latitude-help = درجات شمالًا، من −90 إلى 90.
use-case-longitude = خط الطول
use-case-longitude-help = درجات شرقًا، من −180 إلى 180.
use-case-contact-help = من يُسأل. يظهر لمن سجّلوا الدخول فقط.
use-case-contact-name = الاسم
use-case-contact-email = البريد الإلكتروني
use-case-contact-phone = الهاتف
use-case-picture = الصورة { $n }
use-case-picture-alt = ما الذي تعرضه
use-case-picture-caption = التعليق
use-case-picture-remove = أزل هذه الصورة

use-case-no-pictures = لا صور بعد. احفظ هذه الخطوة أولًا ثم أضف صورة في الأسفل.
use-case-add-picture = إضافة صورة
use-case-add-picture-help = PNG أو JPEG أو WebP أو GIF. تظهر الأولى في رأس الصفحة.
use-case-upload = ارفع

use-case-status-draft = مسودة
use-case-status-in-review = قيد المراجعة
use-case-status-published = منشورة
use-case-status-archived = مؤرشفة
use-case-status-rejected = مُعادة

use-case-category-quality = الجودة
use-case-category-maintenance = الصيانة
use-case-category-automation = الأتمتة
use-case-category-ai = الذكاء الاصطناعي
use-case-category-iot = إنترنت الأشياء
use-case-category-energy = الطاقة
use-case-category-supply-chain = سلسلة الإمداد
use-case-category-safety = السلامة
use-case-category-training = التدريب
use-case-category-sustainability = الاستدامة
use-case-category-other = أخرى

industry-electronics = الإلكترونيات
industry-plastics = البلاستيك
industry-food-processing = الصناعات الغذائية
industry-steel-metals = الحديد والمعادن
industry-pharmaceuticals = الأدوية
industry-chemicals = الكيماويات
industry-petrochemicals = البتروكيماويات
industry-textiles = المنسوجات
industry-automotive = السيارات
industry-construction-materials = مواد البناء
industry-packaging = التغليف
industry-paper-printing = الورق والطباعة
industry-furniture-wood = الأثاث والأخشاب
industry-machinery-equipment = الآلات والمعدات
industry-mining-minerals = التعدين والمعادن الخام
industry-energy-utilities = الطاقة والمرافق
industry-logistics = الخدمات اللوجستية
industry-other = أخرى
