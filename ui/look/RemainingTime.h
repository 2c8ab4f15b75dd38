// An estimate in words.
#pragma once

#include <QString>

namespace likeness::ui {

// "about 12 s left", "about 3 min left", "about 5 h left"; empty if it is not known.
QString remainingTime(double seconds);

} // namespace likeness::ui
