find-title = Search
find-title-of = Search: { $q }
find-words = Words to look for
find-go = Search
find-count-least = More than { $n } results
find-kinds = Kinds of results
find-all = All
find-forum = Forum
find-use-cases = Use cases
find-people = People
find-kind-topic = Topic
find-kind-post = Reply
find-kind-use-case = Use case
find-kind-person = Person
find-nothing-asked = What are you looking for?
find-help = Type words or a question. "Exact words" go in quotes, -word leaves a word out, tag:oee and author:name narrow the search.
find-partial = The search index is being rebuilt. Only titles and beginnings are searched for the moment; everything is back shortly.
find-did-you-mean = Did you mean
find-answers = Passages that may answer
find-answered = Answered
find-none = Nothing fits these words
find-none-help = Try fewer or other words, or look in all kinds. If nobody has written about it yet, your question will be the first.
find-ask = Ask the community
find-not-found = Not what you were looking for?
find-count = { $n ->
    [one] { $n } result
   *[other] { $n } results
}
