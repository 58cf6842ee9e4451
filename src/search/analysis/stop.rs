//! Words that carry no meaning of their own in a question. They are left out of the stemmed field;
//! phrases still see them in the field of plain words.

use std::collections::HashSet;
use std::sync::LazyLock;

/// Folded English and Arabic function words.
const WORDS: &str = "\
a about above after again against all am an and any are arent as at be because been before being \
below between both but by can cannot cant could couldnt did didnt do does doesnt doing dont down \
during each few for from further had hadnt has hasnt have havent having he hed hell her here heres \
hers herself hes him himself his how hows i id if ill im in into is isnt it its itself ive lets me \
more most my myself no nor not of off on once only or other our ours ourselves out over own same \
shall she should shouldnt so some such than that thats the their theirs them themselves then there \
theres these they theyre theyve this those through to too under until up us very was wasnt we were \
werent what whats when whens where wheres which while who whom whos why whys will with without wont \
would wouldnt you your youre yours yourself yourselves youve \
في من الي علي عن مع هذا هذه ذلك تلك التي الذي الذين اللذان اللاتي ما ماذا لماذا متي اين كيف هل كم اي \
ان انه انها كان كانت يكون تكون كانوا قد لقد لم لن لا و او ثم بل لكن حتي اذا كل بعض غير بين عند منذ \
خلال بعد قبل هو هي هم نحن انا انت انتم به بها له لها لهم فيه فيها منه منها عليه عليها اليه اليها \
هناك هنا كما مما عما حيث ايضا ليس ليست الا اما كذلك وهو وهي وكان وكانت وقد ولا وما ومن وفي وعلي والي";

static SET: LazyLock<HashSet<&'static str>> = LazyLock::new(|| WORDS.split_whitespace().collect());

/// Whether a folded word is a function word of English or Arabic.
pub fn is_stop_word(word: &str) -> bool {
    SET.contains(word)
}
