// Between core's pictures and Qt's.
#pragma once

#include "core/images/Image.h"

#include <QImage>

namespace likeness::ui {

// A deep copy, RGB32 (what the raster painter likes best); null for an empty picture.
QImage toQImage(const images::Image& picture);

// A copy without transparency; empty for a null picture.
images::Image fromQImage(const QImage& picture);

// Scaled so that it fits into size x size, smoothly; never enlarged.
QImage thumbnailOf(const QImage& picture, int size);

// Where identity changed the picture: `off` in grey, the largest channel difference as heat over
// it. Both are scaled to the size of `on`.
QImage differenceOf(const QImage& off, const QImage& on);

} // namespace likeness::ui
