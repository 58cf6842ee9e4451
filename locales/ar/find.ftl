find-title = البحث
find-title-of = البحث: { $q }
find-words = كلمات البحث
find-go = ابحث
find-count-least = أكثر من { $n } نتيجة
find-kinds = أنواع النتائج
find-all = الكل
find-forum = المنتدى
find-use-cases = حالات الاستخدام
find-people = الأشخاص
find-kind-topic = موضوع
find-kind-post = رد
find-kind-use-case = حالة استخدام
find-kind-person = شخص
find-nothing-asked = عمّ تبحث؟
find-help = اكتب كلمات أو سؤالًا. ضع العبارة الحرفية بين علامتي تنصيص، واستبعد كلمة بوضع - قبلها، وضيّق البحث بكتابة tag:oee أو author:الاسم.
find-partial = يُعاد بناء فهرس البحث الآن. البحث يشمل العناوين وبدايات النصوص مؤقتًا، وسيعود كاملًا بعد قليل.
find-did-you-mean = هل تقصد
find-answers = مقاطع قد تجيب عن سؤالك
find-answered = مُجاب
find-none = لا شيء يوافق هذه الكلمات
find-none-help = جرّب كلمات أقل أو غيرها، أو ابحث في كل الأنواع. وإن لم يكتب أحد عن هذا بعد فسيكون سؤالك الأول.
find-ask = اسأل المجتمع
find-not-found = ليس هذا ما تبحث عنه؟
find-count = { $n ->
    [zero] لا نتائج
    [one] نتيجة واحدة
    [two] نتيجتان
    [few] { $n } نتائج
   *[other] { $n } نتيجة
}
