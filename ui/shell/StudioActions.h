// What the actions of the catalogue do.
#pragma once

namespace likeness::ui {

class MainWindow;

void connectStudioActions(MainWindow& window);

} // namespace likeness::ui
