// Whose portrait it is: up to four photos of the person, and of a second one who is mixed in. A
// value; edits go through Session, so that they can be undone.
#pragma once

#include "ui/session/StudioPort.h"

namespace likeness::ui {

struct PersonPhoto {
    SeenReferencePtr seen; // never null in a list; a saved identity counts as a photo
    int faceIndex = 0;
    int person = 0; // 0: the person; 1: the second one
    bool operator==(const PersonPhoto&) const = default;
};

struct People {
    static constexpr int mostPhotos = 4; // of each person, as the engine takes

    std::vector<PersonPhoto> photos; // the first person's, then the second's; in the engine's order
    int shown = -1;                  // the one shown large; -1: there is none
    bool operator==(const People&) const = default;

    const PersonPhoto* shownPhoto() const;
    int count(int person) const;

    // Both show the photo that is new; what is beyond mostPhotos is left out. False if something
    // was.
    bool add(const std::vector<PersonPhoto>& more);
    bool replace(int person, const std::vector<PersonPhoto>& photos); // all of that person's

    void remove(int index); // the second person becomes the first when the first has no photo left
};

} // namespace likeness::ui
