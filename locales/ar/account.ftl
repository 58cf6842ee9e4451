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
