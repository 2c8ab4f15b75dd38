// The styles of resources/styles/styles.json, as far as the window needs them: the names. core
// expands the prompts.
#pragma once

#include "core/base/Error.h"

#include <QList>
#include <QString>

namespace likeness::ui {

struct Style {
    QString name;   // as in the request
    QString label;  // for people, translated
    QString prompt; // the template; shown as a hint
};

// Errors: notFound, wrongFormat, with the file and what is wrong in it.
base::Result<QList<Style>> readStyles(const QString& file);

} // namespace likeness::ui
