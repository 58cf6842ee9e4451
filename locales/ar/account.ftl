# تسجيل الدخول والأشخاص والمنشآت.

error-text-too-short = اكتب { $min } أحرف على الأقل.
error-text-one-line = اكتب سطرًا واحدًا بلا محارف تحكّم.
error-text-control = لا مكان هنا لمحارف التحكّم.
error-email-invalid = هذا ليس عنوان بريد كاملًا. مثاله name@example.com.
error-email-taken = لهذا العنوان حساب بالفعل. سجّل الدخول أو اطلب كلمة مرور جديدة.
error-organization-name = اكتب اسم المنشأة بالعربية أو بالإنجليزية.
error-website-invalid = اكتب العنوان كاملًا مبتدئًا بـ https://.
error-country-invalid = اكتب رمز الدولة بحرفين، مثل SA.
error-domain-invalid = هذا ليس اسم نطاق. مثاله example.com.
error-timezone-invalid = هذه المنطقة الزمنية غير معروفة. مثالها Asia/Riyadh.
error-plan-limit = { $what ->
    [users] تسمح باقتكم لعدد { $limit } من الأشخاص، وأنتم { $used }.
    [use_cases] تسمح باقتكم بعدد { $limit } من حالات الاستخدام، ولديكم { $used }.
   *[storage_bytes] تسمح باقتكم بحجم { $limit } بايت من الملفات، والمستخدم { $used }.
} اطلبوا من مشغّل الخادم باقة أكبر.
error-last-admin = لن يبقى بعد هذا من يدير. عيّن مديرًا آخر أولًا.
error-own-administration = لا يمكنك سحب الإدارة من نفسك. اطلب ذلك من مدير آخر.
error-own-account = لا يمكنك فعل هذا بحسابك. اطلب ذلك من مدير آخر.
error-escalation = لا يمكنك منح صلاحية لا تملكها ولا سحبها.
error-organization-suspended = حساب منشأتكم مغلق حاليًا. راجعوا مشغّل هذا الخادم.
error-account-disabled = حسابك موقوف. راجع مدير منشأتك.
error-email-unverified = أكّد عنوان بريدك أولًا من الرابط الذي وصلك بالبريد.
error-invalid-credentials = العنوان وكلمة المرور غير متطابقين. راجعهما أو اطلب كلمة مرور جديدة.
error-too-many-attempts = محاولات كثيرة. { $minutes ->
    [one] حاول بعد دقيقة.
    [two] حاول بعد دقيقتين.
    [few] حاول بعد { $minutes } دقائق.
   *[other] حاول بعد { $minutes } دقيقة.
}
error-password-short = استخدم { $min } أحرف على الأقل.
error-password-long = كلمة المرور هذه أطول من اللازم.
error-password-weak = يسهل تخمين هذه الكلمة. عدة كلمات لا رابط بينها قوية وسهلة الحفظ.
error-password-personal = لا تستخدم فيها اسمك ولا عنوان بريدك.
error-password-wrong = ليست هذه كلمة مرورك الحالية.
error-link-invalid = استُخدم هذا الرابط أو انتهت مدته. اطلب رابطًا جديدًا.
error-token-invalid = هذا الرمز غير صالح. سجّل الدخول من جديد.
error-token-expired = انتهت مدة هذا الرمز. احصل على غيره برمز التجديد.
error-token-reused = استُخدم رمز التجديد هذا من قبل، فأُنهيت كل جلساته. سجّل الدخول من جديد.
error-already-set-up = هذا الخادم مُهيّأ بالفعل. سجّل الدخول.
error-setup-code-wrong = ليس هذا رمز التهيئة. تجده في سجل الخادم في السطر الذي يبدأ بعبارة «Setup code».
error-csrf = بقي هذا النموذج مفتوحًا مدة طويلة، أو جاء الطلب من موقع آخر. حدّث الصفحة ثم أعد المحاولة.
error-too-many-requests = طلبات كثيرة. { $seconds ->
    [one] حاول بعد ثانية.
    [two] حاول بعد ثانيتين.
    [few] حاول بعد { $seconds } ثوانٍ.
   *[other] حاول بعد { $seconds } ثانية.
}

organization-of = منشأة { $name }
error-registration-closed = لا تُفتح حسابات جديدة على هذا الخادم. راجع مشغّله.
error-registration-invitation = يتطلب الحساب الجديد دعوة. اطلبها من مدير منشأتك.
error-registration-domain = استخدم عنوانًا من أحد هذه النطاقات: { $domains }.
error-setup-needed = لم يُهيّأ هذا الخادم بعد. افتح صفحاته لتهيئته.
forgot-sent = إن كان لهذا العنوان حساب فسيصله رابط لتعيين كلمة مرور جديدة، وهو صالح ساعة واحدة.

role-owner = مشغّل الخادم
role-admin = مدير
role-moderator = مشرف
role-member = عضو
role-viewer = قارئ
role-auditor = مدقّق
role-data-input = إدخال بيانات
role-employee = موظف
role-report-creator = معدّ تقارير
role-automation-owner = مسؤول الأتمتة

permission-user-manage = تعديل الأشخاص وإيقافهم وإزالتهم
permission-user-invite = دعوة الأشخاص
permission-user-read-all = الاطلاع على بيانات حسابات الجميع
permission-organization-manage = تعديل ملف المنشأة وإعداداتها
permission-organization-stats = الاطلاع على أرقام المنشأة
permission-role-manage = إنشاء الأدوار ومنحها
permission-team-manage = إنشاء الفرق
permission-audit-log-read = قراءة سجل التدقيق
permission-forum-category-manage = إنشاء أقسام المنتدى وترتيبها وإزالتها
permission-forum-topic-moderate = تثبيت مواضيع الآخرين وقفلها وتعديلها وإزالتها
permission-forum-post-moderate = تعديل ردود الآخرين وإزالتها
permission-use-case-moderate = مراجعة حالات استخدام الآخرين وتعديلها وإزالتها
permission-use-case-feature = إبراز حالات الاستخدام وتوثيقها
permission-report-content-handle = معالجة البلاغات
permission-file-manage = إدارة ملفات المنشأة
permission-settings-manage = تغيير الإعدادات
permission-forum-topic-create = فتح مواضيع
permission-forum-post-create = كتابة ردود
permission-use-case-create = كتابة حالات استخدام
permission-message-send = كتابة رسائل
permission-export-create = تصدير القوائم
permission-server-operate = تشغيل الخادم

mail-greeting = مرحبًا { $name }،
mail-confirm-subject = تأكيد عنوانك في { $site }
mail-confirm-before = فتحتَ حسابًا في { $site } بهذا العنوان. أكّد من هذا الرابط أنه عنوانك ثم سجّل الدخول. وإن لم تكن أنت فلا تفعل شيئًا، فلن يستطيع أحد الدخول به.
mail-confirm-action = تأكيد عنواني
mail-locked-subject = محاولات للدخول إلى حسابك في { $site }
mail-locked-before = أُدخلت كلمة مرور خاطئة لحسابك في { $site } مرات عدة، فأُوقف الدخول إليه مؤقتًا مدةً لا تتجاوز 15 دقيقة. إن كنت أنت فانتظر ثم حاول من جديد، وإلا فاختر كلمة مرور جديدة أقوى من الحالية.
mail-taken-subject = لديك حساب في { $site } بالفعل
mail-taken-before = حاول أحدهم، وربما كنت أنت، فتح حساب في { $site } بهذا العنوان، وله حساب بالفعل. سجّل الدخول به، وإن نسيت كلمة المرور فاختر كلمة جديدة. وإن لم تكن أنت فلا تفعل شيئًا.
mail-forgotten-subject = تعيين كلمة مرور جديدة في { $site }
mail-forgotten-before = طُلبت كلمة مرور جديدة لحسابك في { $site }، والأرجح أنك من طلبها. اخترها من هذا الرابط. وإن لم تكن أنت فلا تفعل شيئًا، وستبقى كلمة مرورك كما هي.
mail-forgotten-action = اختيار كلمة مرور جديدة
mail-welcome-subject = حسابك في { $site }
mail-welcome-before = أنشأ لك مدير منشأتك حسابًا في { $site }. اختر كلمة مرورك من هذا الرابط ثم سجّل الدخول.
mail-welcome-action = اختيار كلمة المرور
mail-link-life = { $hours ->
    [one] الرابط صالح ساعة واحدة ولمرة واحدة.
    [two] الرابط صالح ساعتين ولمرة واحدة.
    [few] الرابط صالح { $hours } ساعات ولمرة واحدة.
   *[other] الرابط صالح { $hours } ساعة ولمرة واحدة.
}

field-first-name = الاسم الأول
field-last-name = اسم العائلة
field-email = البريد الإلكتروني
field-password = كلمة المرور
field-password-help = عشرة أحرف على الأقل. عدة كلمات لا رابط بينها قوية وسهلة الحفظ.
field-new-password = كلمة المرور الجديدة
field-industry = القطاع

setup-title = تهيئة هذا الخادم
setup-lead = صفحة واحدة ثم تدخل. ويمكن تغيير كل شيء لاحقًا.
setup-code = رمز التهيئة
setup-code-help = تجده في النافذة التي شُغّل منها الخادم أو في سجله.
setup-organization = اسم المنشأة
setup-language = لغتك
setup-sample-data = إضافة بيانات تجريبية
setup-sample-data-help = منشآت وأشخاص ومواضيع وحالات استخدام من نسج الخيال للتجربة، ويمكن حذفها لاحقًا.
setup-guest-read = السماح للزوار بقراءة ما هو عام
setup-guest-read-help = بلا حساب، في صفحات هذا الخادم.
setup-go = التهيئة والدخول
setup-fingerprint = هل هذا خادمك؟
setup-fingerprint-help = أصدر الخادم شهادته بنفسه، فلم يعرفها متصفحك ونبّهك. هو خادمك إن أظهر المتصفح بصمة SHA-256 نفسها، وأظهرها سجل الخادم كذلك.

sign-in-title = تسجيل الدخول
sign-in-lead = إلى { $site }
sign-in-lead-next = سجّل الدخول لترى هذه الصفحة، وستعود إليها مباشرة.
sign-in-standby = هذا هو الخادم الاحتياطي: لا يمكن تسجيل الدخول هنا لأن ذلك يتطلب كتابة لا يقبلها. ومن كان مسجّل الدخول من قبل على هذا العنوان نفسه يبقى كذلك.
sign-in-go = دخول
sign-in-forgot = نسيت كلمة المرور؟
sign-in-register = فتح حساب
register-title = فتح حساب
register-lead = تُنشئ هنا حسابًا لمنشأتك وتصبح مديرها. والأيام الثلاثون الأولى تجريبية.
register-mailed = أُرسلت رسالة إلى هذا العنوان. افتح الرابط الذي فيها للمتابعة، وهو صالح 24 ساعة.
confirm-title = تأكيد عنوانك
confirm-lead = بعدها يمكنك تسجيل الدخول.
confirm-go = هذا عنواني
confirm-bad-link = لم يعد هذا الرابط صالحًا، فقد استُخدم أو مضت ساعاته الأربع والعشرون. وتعيين كلمة مرور جديدة يؤكد العنوان أيضًا.
sign-in-confirmed = تأكد عنوانك. سجّل الدخول الآن.
operator-verify = العناوين المؤكدة فقط
operator-verify-help = من يفتح حسابًا يتبع رابطًا يصله بالبريد قبل أن يسجّل الدخول. فعّله حين يستطيع الخادم إرسال البريد، وإلا فعليك تمرير الروابط من صفحة البريد.
register-organization = المنشأة
register-organization-help = إن تُرك فارغًا سُمّيت باسمك.
register-go = فتح الحساب
register-not-offered = لا تُفتح هنا حسابات جديدة. اطلب من مدير منشأتك أن يضيفك.
register-sign-in = لديك حساب؟ سجّل الدخول
forgot-title = نسيت كلمة المرور؟
forgot-lead = اكتب عنوان بريدك، فإن كان له حساب وصلك رابط لتعيين كلمة مرور جديدة.
forgot-sent-help = لم يصل شيء؟ ابحث في البريد غير المرغوب فيه، أو راجع مشغّل هذا الخادم فهو يستطيع أن يوصل الرابط إليك.
forgot-go = إرسال الرابط
forgot-back = العودة إلى تسجيل الدخول
reset-title = اختيار كلمة مرور جديدة
reset-lead = ستخرج من كل الأجهزة ثم تدخل من جديد بكلمة المرور الجديدة.
reset-go = تعيين كلمة المرور
reset-bad-link = استُخدم هذا الرابط أو انتهت مدته.
reset-again = طلب رابط جديد
reset-done = عُيّنت كلمة مرورك. سجّل الدخول بها.

size-1-10 = من 1 إلى 10 أشخاص
size-11-50 = من 11 إلى 50 شخصًا
size-51-200 = من 51 إلى 200 شخص
size-201-500 = من 201 إلى 500 شخص
size-500-plus = أكثر من 500 شخص
standing-active = نشط
standing-inactive = موقوف
standing-suspended = معلّق
standing-pending-verification = العنوان غير مؤكّد
standing-trial = فترة تجريبية

field-display-name = الاسم الظاهر
field-job-title = المسمى الوظيفي
field-department = القسم
field-phone = الهاتف
field-bio = نبذة عنك
field-language = اللغة
field-theme = المظهر
field-timezone = المنطقة الزمنية
field-current-password = كلمة المرور الحالية

me-nav = حسابك
me-title = ملفك الشخصي
me-lead = ما يراه الآخرون عنك، وكيف تظهر لك الصفحات.
me-saved = حُفظ.
me-save = حفظ
me-password = كلمة المرور
me-password-lead = تغييرها يخرجك من كل جهاز آخر.
me-password-go = تغيير كلمة المرور
me-password-saved = غُيّرت كلمة مرورك، وخرجت من كل جهاز آخر.
sessions-title = أماكن دخولك
sessions-lead = إن رأيت جلسة لا تعرفها فأنهِها ثم غيّر كلمة مرورك.
sessions-unknown = برنامج غير معروف
sessions-seen = آخر استخدام { $ago }
sessions-since = منذ { $date }
sessions-current = هذه الجلسة
sessions-end = إنهاء

error-name-differs = ليس هذا الاسم كما يظهر. اكتبه كما هو تمامًا.
error-domains-needed = اكتب نطاقًا واحدًا على الأقل.

people-title = الأشخاص
people-count = { $n ->
    [zero] لا أحد
    [one] شخص واحد
    [two] شخصان
    [few] { $n } أشخاص
    [many] { $n } شخصًا
   *[other] { $n } شخص
}
people-of-yours = { $n ->
    [zero] لا أحد في منشأتك
    [one] شخص واحد في منشأتك
    [two] شخصان في منشأتك
    [few] { $n } أشخاص في منشأتك
    [many] { $n } شخصًا في منشأتك
   *[other] { $n } شخص في منشأتك
}
people-add = إضافة شخص
people-add-lead = يصل إلى الشخص بريد فيه رابط لاختيار كلمة المرور.
people-add-go = إضافة
people-add-cancel = إلغاء
people-search = البحث بالاسم
people-role = الدور
people-any-role = أي دور
people-filter = عرض
people-none = لا أحد يطابق
people-none-help = جرّب حروفًا أقل أو دورًا آخر.
people-all = عرض الجميع
person-wrote = المشاركات
person-topics = المواضيع
person-use-cases = حالات الاستخدام
person-joined = هنا منذ { $date }
person-edit = تعديل ملفك
person-about = نبذة
person-admin = الإدارة
person-account = الحساب
person-standing = الحالة
person-disable = إيقاف الحساب
person-enable = تفعيل الحساب
person-roles = الأدوار
person-roles-save = حفظ الأدوار
person-remove = إزالة { $name }
person-remove-help = ينتهي الحساب ويتحرر عنوان البريد، ويبقى ما كتبه الشخص.
person-remove-name = للتأكيد اكتب «{ $name }»
person-remove-go = إزالة
organization-title = منشأتك
organization-readers = يعدّل هذه الصفحة مديرو المنشأة.
organization-trial-ends = تجريبية حتى { $date }
organization-names = الاسم ومجال العمل
organization-name-en = الاسم بالإنجليزية
organization-name-ar = الاسم بالعربية
organization-size = الحجم
organization-about-en = نبذة بالإنجليزية
organization-about-ar = نبذة بالعربية
organization-contact = التواصل
organization-website = الموقع الإلكتروني
organization-domain = نطاق البريد
organization-address = الشارع والمبنى
organization-city = المدينة
organization-region = المنطقة
organization-postal-code = الرمز البريدي
organization-country = الدولة
organization-registration = السجل
organization-registration-number = السجل التجاري
organization-tax-id = الرقم الضريبي
organization-figures = بالأرقام
organization-admins = المديرون
organization-files = الملفات
organization-plan = الباقة
organization-plan-people = العدد المسموح
admin-nav = الإدارة
operator-settings = إعدادات الخادم
operator-settings-lead = تسري على كل منشأة في هذا الخادم.
operator-site-name = اسم الموقع
operator-site-name-help = يظهر في الشريط العلوي وفي الرسائل.
operator-visibility = من يرى المواضيع وحالات الاستخدام الجديدة
operator-visibility-help = للكاتب أن يختار غير ذلك كل مرة.
operator-visibility-private = الكاتب والمديرون
operator-visibility-organization = منشأة الكاتب
operator-visibility-public = كل من في هذا الخادم
operator-review = مراجعة المشرفين لحالات الاستخدام
operator-review-help = لا تُنشر حالة الاستخدام إلا بعد أن يطّلع عليها مشرف.
operator-registration = من يمكنه فتح حساب
operator-registration-open = الجميع
operator-registration-invitation = من دُعي أو أُضيف
operator-registration-domain = من له بريد في نطاقات محددة
operator-registration-closed = لا أحد
operator-domains = النطاقات
operator-domains-help = نطاق في كل سطر، مثل example.com.
certificate-title = الشهادة
certificate-own = أصدرها الخادم بنفسه ويجددها قبل { $day }. تنبّه المتصفحات إليها حتى يوثق بها على أجهزتها.
certificate-ends = صالحة حتى { $day }.
certificate-names = صادرة لـ
certificate-fingerprint = بصمة SHA-256
error-certificate-not-given = لم تُمنح شهادة ({ $why })، وستعاد المحاولة تلقائيًا.
error-certificate-not-made = تعذّر إنشاء الشهادة من جديد ({ $why })؛ وتبقى السابقة معروضة.
error-certificate-not-taken = تعذّر استخدام الشهادة الجديدة ({ $why })، وما زالت السابقة معروضة.
operator-mail = البريد
operator-mail-lead = رسائل كتبها هذا الخادم، الأحدث أولًا. ما ينتظر منها لم يُرسل: أوصل رابطه بنفسك إلى صاحبه.
operator-mail-none = لا رسائل بعد
operator-mail-none-help = تظهر هنا الدعوات وروابط كلمات المرور الجديدة.
operator-mail-read = قراءة
mail-waiting = في الانتظار
mail-sent = أُرسلت
mail-failed = لم تصل
operator-organizations = كل المنشآت
operator-organizations-lead = حالتها وباقاتها. اختيار باقة ينهي الفترة التجريبية، ولا يدخل أفراد المنشأة المعلّقة.
operator-standing-of = حالة { $name }
operator-plan-of = باقة { $name }
people-any-standing = أي حالة

picture-change = تغيير الصورة
picture-file = الصورة
picture-help = بصيغة JPEG أو PNG أو WebP أو GIF، وتُقصّ مربعة.
picture-set = استخدام هذه الصورة
picture-remove = إزالة الصورة
plan-free = مجانية
plan-standard = قياسية
plan-unlimited = بلا حدود
