# The frame of every page and the parts of the design system.
web-description = { $site }: questions, answers and use cases from industry
web-skip-to-content = Skip to content
web-main-navigation = Main navigation
web-search = Search
web-search-site = Search this site
web-suggestions = Suggestions
web-new = New
web-new-topic = New topic
web-new-message = New message
web-new-use-case = New use case
web-your-account = Your account
web-language-and-theme = Language and theme
web-language = Language
web-theme = Appearance
web-theme-light = Light
web-theme-dark = Dark
web-theme-auto = As on this device
removed-member = Removed member
web-sign-in = Sign in
web-sign-out = Sign out
web-profile = Your profile
web-settings = Settings
web-organization = Your organisation
web-operator = Server
web-more = More
web-made-with = Made with Guildhall
web-api = API
web-close = Close
web-optional = (optional)
web-show-password = Show password
web-drop-here = or drop a file here
web-form-errors = { $count ->
    [one] One thing needs your attention
   *[other] { $count } things need your attention
}
web-pages = Pages
web-previous = Previous
web-next = Next
web-page-of = Page { $page } of { $pages }
web-show-more = Show more
web-breadcrumbs = You are here

web-keyboard = Keyboard
web-key-search = Go to the search box
web-key-new = Start something new
web-key-move = Next or previous entry of a list
web-key-open = Open the entry
web-key-send = Send what you are writing
web-key-close = Close what is open
web-key-help = Show these keys

web-error-404-why = The address may be mistyped, the page may have been deleted, or it is not open to you.
web-error-500-why = Nothing that was saved is lost. Please try again in a moment; if it happens again, tell the operator of this server the number below.

# A standby
web-standby-title = Read only
web-standby = Read only: this is the standby. It shows the state of { $time }.
web-standby-empty = Read only: this is the standby. Nobody has written on the main server yet.
web-standby-since = It has been so since { $time }.
web-standby-missing = The copy that it follows is gone.
web-standby-damaged = What was copied last is damaged and is not shown.
web-standby-older = What was copied last is older than this and is not shown.
web-standby-foreign = What was copied last is of another server and is not shown.
web-standby-newer-version = The main server runs a newer version; the standby needs the same one to go on.
web-standby-older-version = The main server runs an older version; the standby needs the same one to go on.
web-standby-unusable = The copy that it follows cannot be read, or its own folder cannot be written.
web-standby-wait-title = Waiting for the first copy
web-upgrading-title = Guildhall is being brought up to date
web-checking-title = Guildhall is checking its data
web-error-home = Go to the home page
web-error-search = Search
web-error-back = Go back
web-error-request = Request

web-editor-toolbar = Formatting
web-editor-bold = Bold
web-editor-italic = Italic
web-editor-heading = Heading
web-editor-link = Link
web-editor-quote = Quote
web-editor-list = List
web-editor-numbers = Numbered list
web-editor-code = Code
web-editor-image = Add a picture
web-editor-preview = Preview
web-editor-markdown = You can use Markdown. Type @ to mention a person.
web-editor-uploading = Uploading…
web-editor-upload-failed = The picture could not be uploaded. Use PNG, JPEG, WebP or GIF, and try again.
web-editor-preview-failed = The preview could not be loaded. Your text is still here; try again.
web-editor-nothing = Nothing to preview yet.
web-editor-saved = Saved %time%
web-editor-placeholder-text = text

web-before = Before
web-after = After
web-remove-filter = Remove filter
web-remove-tag = Remove %tag%
web-step-done = (done)

web-api-title = API
web-api-lead = Everything that the pages do can be done by programs too. Calls need an access token or an API key.
web-api-document = OpenAPI document
web-api-groups = Parts of the API
web-api-objects = Objects
web-api-inputs = Path and query
web-api-body = Body
web-api-answers = Answers
web-api-required = required
web-api-try = Open
web-api-who-anyone = Anyone may call this.
web-api-who-readers = For signed-in people, and for guests where the server is open to them.
web-api-who-people = For signed-in people.
web-api-who-holders = For people with the permission { $permission }.
web-api-who-hosts = For people with the permission { $permission } in the organisation that runs the server.

# Times and dates
web-ago-now = just now
web-ago-minutes = { $n ->
    [one] { $n } minute ago
   *[other] { $n } minutes ago
}
web-ago-hours = { $n ->
    [one] { $n } hour ago
   *[other] { $n } hours ago
}
web-ago-days = { $n ->
    [one] yesterday
   *[other] { $n } days ago
}
web-date = { $day } { $month } { $year }
web-moment = { $date }, { $time } UTC
web-month-1 = January
web-month-2 = February
web-month-3 = March
web-month-4 = April
web-month-5 = May
web-month-6 = June
web-month-7 = July
web-month-8 = August
web-month-9 = September
web-month-10 = October
web-month-11 = November
web-month-12 = December
