home-nav = الرئيسية
home-hello = أهلًا بك، { $name }
home-lead = ما ينتظرك أولًا، ثم الجديد.
home-lead-empty = ثلاث خطوات تدبّ بها الحياة في هذا المكان.
home-lead-guest = ما تسأل عنه المنشآت هنا وتجيب عنه وما وجدت له حلًا.
home-ask = اطرح سؤالًا
home-tell = انشر حالة استخدام
home-people = تصفّح الأشخاص
home-sign-in = تسجيل الدخول
home-nothing = لا شيء منشور للعموم بعد
home-nothing-text = سجّل الدخول لترى ما تشاركه منشأتك.
home-first-ask = اطرح السؤال الأول
home-first-ask-text = سؤال طُرح في أرض المصنع هذا الأسبوع، وسيجده من يعرف جوابه من زملائك.
home-first-tell = اروِ كيف حللت مشكلة
home-first-tell-text = المشكلة وما فعلتموه وما تحقق منه. نموذج يرافقك خطوة خطوة ويحفظ مسودتك.
home-first-people = ادعُ زملاءك
home-first-people-text = الأسئلة يجيب عنها الناس. أضف من يعرف المصنع.
home-needs = ما ينتظرك
home-in-review = { $n ->
    [one] حالة استخدام واحدة تنتظر المراجعة
    [two] حالتا استخدام تنتظران المراجعة
    [few] { $n } حالات استخدام تنتظر المراجعة
   *[other] { $n } حالة استخدام تنتظر المراجعة
}
home-review = راجِع
home-undecided = وردت ردود على سؤالك. هل أحدها هو الجواب؟
home-decide = اختر
home-draft = مسودة:
home-untitled = بلا عنوان بعد
home-go-on = تابِع
home-unanswered = لم يجب أحد بعد:
home-answer = أجب
home-topics = الجديد في المنتدى
home-all-topics = كل المواضيع
home-answered = مُجاب، عدد الردود:
home-replies = عدد الردود:
home-likes = عدد الإعجابات:
home-side = حالات الاستخدام والأرقام
home-cases = حالات الاستخدام
home-numbers = بالأرقام
home-n-topics = { $n ->
    [zero] لا مواضيع
    [one] موضوع واحد
    [two] موضوعان
    [few] { $n } مواضيع
   *[other] { $n } موضوعًا
}
home-n-answered = { $n ->
    [zero] لا جواب مختار بعد
    [one] موضوع واحد له أفضل جواب
    [two] موضوعان لهما أفضل جواب
    [few] { $n } مواضيع لها أفضل جواب
   *[other] { $n } موضوعًا لها أفضل جواب
}
home-n-cases = { $n ->
    [zero] لا حالات استخدام
    [one] حالة استخدام واحدة
    [two] حالتا استخدام
    [few] { $n } حالات استخدام
   *[other] { $n } حالة استخدام
}
