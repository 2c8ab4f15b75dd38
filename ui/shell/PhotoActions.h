// What the actions about photos and identities do.
#pragma once

namespace likeness::ui {

class MainWindow;

void connectPhotoActions(MainWindow& window);

} // namespace likeness::ui
