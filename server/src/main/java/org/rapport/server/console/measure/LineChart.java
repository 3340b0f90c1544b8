package org.rapport.server.console.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * A line over time as SVG: coordinates and words, no style. Where there is no value the line has a
 * gap.
 *
 * @param lines points of each unbroken part, as {@code polyline} takes them
 * @param dots a value each
 */
public record LineChart(List<String> lines, List<Dot> dots, String first, String last) {
  static final int WIDTH = 640;
  static final int HEIGHT = 160;
  private static final int EDGE = 16;

  /** A value at its place. */
  public record Dot(String x, String y, String label) {}

  /** Of values in order, null where there is none. */
  static LineChart of(List<Double> values, List<String> labels) {
    double most =
        values.stream().filter(Objects::nonNull).mapToDouble(Double::doubleValue).max().orElse(1);
    double top = most == 0 ? 1 : most;
    List<String> lines = new ArrayList<>();
    List<Dot> dots = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < values.size(); i++) {
      if (values.get(i) == null) {
        if (!line.isEmpty()) {
          lines.add(line.toString());
        }
        line = new StringBuilder();
        continue;
      }
      double x = EDGE + (WIDTH - 2.0 * EDGE) * i / Math.max(1, values.size() - 1);
      double y = HEIGHT - EDGE - (HEIGHT - 2.0 * EDGE) * values.get(i) / top;
      String place = String.format(Locale.ROOT, "%.1f,%.1f", x, y);
      line.append(line.isEmpty() ? "" : " ").append(place);
      dots.add(
          new Dot(
              String.format(Locale.ROOT, "%.1f", x),
              String.format(Locale.ROOT, "%.1f", y),
              labels.get(i)));
    }
    if (!line.isEmpty()) {
      lines.add(line.toString());
    }
    return new LineChart(
        lines,
        dots,
        labels.isEmpty() ? "" : labels.get(0),
        labels.isEmpty() ? "" : labels.get(labels.size() - 1));
  }

  /** The lines alone, for a tile; null where there is nothing to be seen. */
  List<String> small() {
    return dots.size() < 2 ? null : lines;
  }
}
