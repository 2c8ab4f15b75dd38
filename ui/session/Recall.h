// Settings taken back from a finished picture.
#pragma once

#include "ui/session/Settings.h"

namespace likeness::ui {

enum class RecallPart { all, seed, prompt, remix }; // remix: all but the seed

Settings recalled(const Settings& current, const generation::PortraitRequest& request,
                  RecallPart part);

} // namespace likeness::ui
