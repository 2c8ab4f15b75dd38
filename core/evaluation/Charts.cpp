#include "core/evaluation/Charts.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace likeness::evaluation {

namespace {

constexpr int height = 480, top = 80, bottom = 60, left = 56, right = 24; // pixels; the plot lies between
constexpr int barWidth = 30, groupGap = 34;
constexpr int font = cv::FONT_HERSHEY_SIMPLEX;

const cv::Scalar ink(60, 60, 60), grid(225, 225, 225), white(255, 255, 255);
// RGB; told apart by people who see no red or green as well (M. Okabe and K. Ito, 2008).
const std::array<cv::Scalar, 6> colours{cv::Scalar(0, 114, 178), {230, 159, 0}, {0, 158, 115},
                                        {204, 121, 167},         {86, 180, 233}, {213, 94, 0}};

struct Axis {
    double low = 0, high = 1;
    int y(double value) const // of the plot, downwards
    {
        return height - bottom - static_cast<int>(std::lround((value - low) / (high - low) * (height - top - bottom)));
    }
};

Axis axisOf(const BarChart& chart)
{
    Axis axis;
    for (const BarGroup& group : chart.groups)
        for (const Bar& bar : group.bars) {
            axis.low = std::min(axis.low, bar.value.value_or(0) - bar.deviation);
            axis.high = std::max(axis.high, bar.value.value_or(0) + bar.deviation);
        }
    axis.low = std::floor(axis.low * 5) / 5;
    axis.high = std::ceil(axis.high * 5) / 5;
    return axis;
}

std::string text(const char* format, double value)
{
    char buffer[32];
    std::snprintf(buffer, sizeof buffer, format, value);
    return buffer;
}

int widthOf(const std::string& words, double size)
{
    int baseline = 0;
    return cv::getTextSize(words, font, size, 1, &baseline).width;
}

void write(cv::Mat& picture, const std::string& words, cv::Point centre, double size)
{
    cv::putText(picture, words, {centre.x - widthOf(words, size) / 2, centre.y}, font, size, ink, 1, cv::LINE_AA);
}

void drawBar(cv::Mat& picture, const Axis& axis, const Bar& bar, int x, const cv::Scalar& colour)
{
    if (!bar.value)
        return;
    const int zero = axis.y(0), end = axis.y(*bar.value), middle = x + barWidth / 2;
    cv::rectangle(picture, {x + 1, std::min(zero, end)}, {x + barWidth - 2, std::max(zero, end)}, colour, cv::FILLED);
    const int high = axis.y(*bar.value + bar.deviation), low = axis.y(*bar.value - bar.deviation);
    if (bar.deviation > 0) {
        cv::line(picture, {middle, high}, {middle, low}, ink, 1);
        cv::line(picture, {middle - 4, high}, {middle + 4, high}, ink, 1);
        cv::line(picture, {middle - 4, low}, {middle + 4, low}, ink, 1);
    }
    write(picture, text("%.2f", *bar.value), {middle, std::min({zero, end, high}) - 5}, 0.36);
}

void drawLegend(cv::Mat& picture, const BarChart& chart)
{
    int x = left;
    for (size_t i = 0; i < chart.series.size(); ++i) {
        cv::rectangle(picture, {x, 42}, {x + 12, 54}, colours[i % colours.size()], cv::FILLED);
        cv::putText(picture, chart.series[i], {x + 18, 53}, font, 0.42, ink, 1, cv::LINE_AA);
        x += 18 + widthOf(chart.series[i], 0.42) + 22;
    }
}

int groupWidth(const BarChart& chart)
{
    int width = static_cast<int>(chart.series.size()) * barWidth;
    for (const BarGroup& group : chart.groups)
        width = std::max(width, widthOf(group.name, 0.45) - groupGap + 12);
    return width + groupGap;
}

int chartWidth(const BarChart& chart)
{
    int legend = left;
    for (const std::string& series : chart.series)
        legend += 40 + widthOf(series, 0.42);
    const int plot = left + groupWidth(chart) * static_cast<int>(chart.groups.size()) + right;
    return std::max({plot, legend, left + widthOf(chart.title, 0.55) + right});
}

} // namespace

images::Image draw(const BarChart& chart)
{
    images::Image image(chartWidth(chart), height);
    cv::Mat picture(image.height, image.width, CV_8UC3, image.rgb.data());
    picture.setTo(white);
    const Axis axis = axisOf(chart);
    for (double tick = axis.low; tick < axis.high + 0.01; tick += 0.2) {
        cv::line(picture, {left, axis.y(tick)}, {image.width - right, axis.y(tick)}, grid, 1);
        write(picture, text("%.1f", tick + 1e-9), {left - 22, axis.y(tick) + 4}, 0.38);
    }
    cv::putText(picture, chart.title, {left, 26}, font, 0.55, ink, 1, cv::LINE_AA);
    drawLegend(picture, chart);
    const int each = groupWidth(chart), bars = static_cast<int>(chart.series.size()) * barWidth;
    for (size_t g = 0; g < chart.groups.size(); ++g) {
        const int start = left + static_cast<int>(g) * each + (each - bars) / 2;
        for (size_t i = 0; i < chart.groups[g].bars.size(); ++i)
            drawBar(picture, axis, chart.groups[g].bars[i], start + static_cast<int>(i) * barWidth,
                    colours[i % colours.size()]);
        write(picture, chart.groups[g].name, {start + bars / 2, height - bottom + 24}, 0.45);
    }
    cv::line(picture, {left, axis.y(0)}, {image.width - right, axis.y(0)}, ink, 1);
    return image;
}

} // namespace likeness::evaluation
