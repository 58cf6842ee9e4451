# المنتدى.
forum-removed-member = عضو محذوف

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
error-idempotency-key-reused = استُعمل مفتاح Idempotency-Key هذا لطلب آخر. استعمل مفتاحًا جديدًا.
