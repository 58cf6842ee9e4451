# تسجيل الدخول والأشخاص والمنشآت.

error-text-too-short = اكتب { $min } أحرف على الأقل.
error-text-too-long = اكتفِ بعدد { $max } من الأحرف.
error-text-one-line = اكتب سطرًا واحدًا بلا محارف تحكّم.
error-text-control = لا مكان هنا لمحارف التحكّم.
error-email-invalid = هذا ليس عنوان بريد كاملًا. مثاله name@example.com.
error-email-taken = لهذا العنوان حساب بالفعل. سجّل الدخول أو اطلب كلمة مرور جديدة.
error-organization-name = اكتب اسم المنشأة بالعربية أو بالإنجليزية.
error-website-invalid = اكتب العنوان كاملًا مبتدئًا بـ https://.
error-country-invalid = اكتب رمز الدولة بحرفين، مثل SA.
error-domain-invalid = هذا ليس اسم نطاق. مثاله example.com.
error-timezone-invalid = هذه المنطقة الزمنية غير معروفة. مثالها Asia/Riyadh.
error-plan-limit = تسمح باقتكم بعدد { $limit } ({ $what })، والمستخدم منها { $used }. اطلبوا من مشغّل الخادم باقة أكبر.
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
permission-forum-topic-moderate = تثبيت موضوعات الآخرين وقفلها وتعديلها وإزالتها
permission-forum-post-moderate = تعديل ردود الآخرين وإزالتها
permission-use-case-moderate = مراجعة حالات استخدام الآخرين وتعديلها وإزالتها
permission-use-case-feature = إبراز حالات الاستخدام وتوثيقها
permission-report-content-handle = معالجة البلاغات
permission-file-manage = إدارة ملفات المنشأة
permission-settings-manage = تغيير الإعدادات
permission-forum-topic-create = فتح موضوعات
permission-forum-post-create = كتابة ردود
permission-use-case-create = كتابة حالات استخدام
permission-message-send = كتابة رسائل
permission-export-create = تصدير القوائم
permission-server-operate = تشغيل الخادم

mail-greeting = مرحبًا { $name }،
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
