home-nav = Home
home-hello = Good to see you, { $name }
home-lead = What needs you first, then what is new.
home-lead-empty = Three steps, and this place comes to life.
home-lead-guest = What companies here ask, answer and have solved.
home-ask = Ask a question
home-tell = Publish a use case
home-people = See the people
home-sign-in = Sign in
home-nothing = Nothing is public yet
home-nothing-text = Sign in to see what your organisation shares.
home-first-ask = Ask the first question
home-first-ask-text = Something that somebody on the shop floor asked this week. Colleagues who know will find it.
home-first-tell = Tell how you solved a problem
home-first-tell-text = The problem, what you did, what it brought. A form takes you through it in steps and keeps your draft.
home-first-people = Bring your colleagues in
home-first-people-text = A question is answered by people. Add those who know the plant.
home-needs = What needs you
home-in-review = { $n ->
    [one] One use case waits for review
   *[other] { $n } use cases wait for review
}
home-review = Review
home-undecided = Your question has replies. Is one of them the answer?
home-decide = Choose
home-draft = Draft:
home-untitled = without a title yet
home-go-on = Go on
home-unanswered = Nobody has answered yet:
home-answer = Answer
home-topics = New in the forum
home-all-topics = All topics
home-answered = Answered, replies:
home-replies = Replies:
home-likes = Likes:
home-side = Use cases and numbers
home-cases = Use cases
home-numbers = In numbers
home-n-topics = { $n ->
    [one] { $n } topic
   *[other] { $n } topics
}
home-n-answered = { $n ->
    [one] { $n } with a best answer
   *[other] { $n } with a best answer
}
home-n-cases = { $n ->
    [one] { $n } use case
   *[other] { $n } use cases
}
