// The studio's line icons, painted in the palette's text colour at the moment of painting, so that
// a change of theme needs no second mention.
#pragma once

#include <QIcon>

namespace likeness::ui {

// `name` is a file of resources/icons without its ending.
QIcon lineIcon(const QString& name);

QIcon programIcon();

} // namespace likeness::ui
