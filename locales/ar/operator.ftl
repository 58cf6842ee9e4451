health-title = الحالة والأداء
health-lead = أرقام منذ بدء تشغيل الخادم، والرسوم لآخر ساعة وتتجدد من نفسها.
health-hour = آخر ساعة
health-per-second = طلبات في الثانية
health-p50 = نصفها خلال
health-p95 = ‏95 % منها خلال
health-ms = { $n } م.ث
health-streams = صفحات تتلقى الجديد
health-rates = الطلبات في الثانية
health-rates-said = الطلبات في الثانية خلال آخر ساعة، أقصاها { $most }.
health-times = زمن الإجابة بالملّي ثانية
health-times-said = الزمن بالملّي ثانية الذي أُجيب خلاله نصف الطلبات و95 % منها في آخر ساعة، أقصاه { $most }.
health-hour-ago = قبل ساعة
health-as-table = آخر ساعة في جدول
health-from = منذ
health-requests = الطلبات
health-failed = الفاشلة
health-p50-longest = نصفها خلال (م.ث)
health-p95-longest = ‏95 % خلال (م.ث)
health-now = الآن
health-memory = الذاكرة
health-disk = المتاح في القرص
health-queue = كتابات تنتظر
health-readers = وصلات القراءة المشغولة
health-of = { $n } من { $all }
health-database = قاعدة البيانات
health-documents = وثائق في الفهرس
health-failing = لا يمكن حفظ ما يُكتب
health-failing-help = القرص ممتلئ أو لا تمكن الكتابة عليه. القراءة مستمرة، وتعود الكتابة حين تتوفر مساحة.
health-index-not-ready = يُبنى فهرس البحث الآن
health-index-not-ready-help = يُجاب عن البحث من قاعدة البيانات ريثما ينتهي.
health-slow-requests = طلبات بطيئة
health-slow-requests-none = لم يطُل أي طلب.
health-route = الطلب
health-took = المدة (م.ث)
health-sql = في قاعدة البيانات (م.ث)
health-statements = العبارات
health-when = متى
health-request-id = رقمه في السجل
health-slow-queries = عبارات بطيئة في قاعدة البيانات
health-slow-queries-none = لم تطُل أي عبارة.
health-times-run = { $n ->
    [zero] لم تُنفّذ
    [one] مرة واحدة
    [two] مرتان
    [few] { $n } مرات
    [many] { $n } مرة
   *[other] { $n } مرة
 }
health-total = { $n } م.ث إجمالًا
health-longest = أطولها { $n } م.ث
health-index-advice = تقرأ جدولًا كاملًا، وقد يفيد فهرس:
health-plan = كيف تنفذها SQLite
health-errors = طلبات فاشلة
health-errors-none = لم يفشل أي طلب.
health-code = الخطأ
health-store = قاعدة البيانات والفهرس
health-generation = الجيل
health-log = سجله
health-rotations = أجيال جديدة
health-pause = توقف آخرها
health-retained = أجيال سابقة محفوظة
health-retained-bytes = حجمها
health-behind = تغييرات لم تدخل الفهرس بعد
health-files = ملفات مفتوحة
health-caches = المخازن المؤقتة
health-cache = المخزن
health-hits = إصابات
health-share = النسبة
health-entries = العناصر
health-size = الحجم
health-clear-caches = تفريغ المخازن المؤقتة
health-versions = Guildhall { $version }، SQLite { $sqlite }.
health-started = بدأ التشغيل { $ago }.
