notifications-account = Your account
error-notification-kind-unknown = There is no such kind of notification.
error-notification-kind-required = You are always told of what concerns your account.
