#include "ui/session/People.h"

#include <algorithm>

namespace likeness::ui {

const PersonPhoto* People::shownPhoto() const
{
    return shown >= 0 && shown < int(photos.size()) ? &photos[size_t(shown)] : nullptr;
}

int People::count(int person) const
{
    return int(std::count_if(photos.begin(), photos.end(), [person](const PersonPhoto& photo) {
        return photo.person == person;
    }));
}

bool People::add(const std::vector<PersonPhoto>& more)
{
    bool all = true;
    for (PersonPhoto photo : more) {
        if (count(0) == 0)
            photo.person = 0;
        if (count(photo.person) == mostPhotos) {
            all = false;
            continue;
        }
        const auto place =
            std::find_if(photos.begin(), photos.end(), [&photo](const PersonPhoto& other) {
                return other.person > photo.person;
            });
        const auto added = photos.insert(place, photo); // which moves begin()
        shown = int(added - photos.begin());
    }
    return all;
}

bool People::replace(int person, const std::vector<PersonPhoto>& replacement)
{
    std::erase_if(photos, [person](const PersonPhoto& photo) { return photo.person == person; });
    const bool all = add(replacement);
    for (int i = 0; i < int(photos.size()); ++i) {
        if (photos[size_t(i)].person == person) {
            shown = i; // the first of the new ones
            break;
        }
    }
    return all;
}

void People::remove(int index)
{
    if (index < 0 || index >= int(photos.size()))
        return;
    photos.erase(photos.begin() + index);
    if (shown > index || shown == int(photos.size()))
        --shown;
    if (count(0) == 0) {
        for (PersonPhoto& photo : photos)
            photo.person = 0;
    }
}

} // namespace likeness::ui
