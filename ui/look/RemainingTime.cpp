#include "ui/look/RemainingTime.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace likeness::ui {

QString remainingTime(double seconds)
{
    if (!(seconds >= 0))
        return {};
    // The numbers have names because lupdate 6.4 hangs on nested calls in these arguments.
    const int wholeSeconds = std::max(1, int(std::lround(std::min(seconds, 1e9)))),
              minutes = int(std::lround(std::min(seconds, 1e9) / 60)), hours = minutes / 60;
    if (seconds < 90)
        return QCoreApplication::translate("RemainingTime", "about %n s left", nullptr, wholeSeconds);
    if (hours < 3)
        return QCoreApplication::translate("RemainingTime", "about %n min left", nullptr, minutes);
    return QCoreApplication::translate("RemainingTime", "about %n h left", nullptr, hours);
}

} // namespace likeness::ui
