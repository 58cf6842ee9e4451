notifications-account = حسابك
error-notification-kind-unknown = لا يوجد نوع إشعارات بهذا الاسم.
error-notification-kind-required = تصلك دائمًا إشعارات ما يخص حسابك.
