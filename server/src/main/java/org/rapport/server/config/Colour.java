package org.rapport.server.config;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** A colour of sRGB, and how well it can be read on another (WCAG 2.2, relative luminance). */
public record Colour(int red, int green, int blue) {
  private static final Pattern HEX = Pattern.compile("#[0-9a-fA-F]{6}");

  /** Reads {@code #rrggbb}; empty for all else. */
  public static Optional<Colour> of(String text) {
    if (text == null || !HEX.matcher(text.strip()).matches()) {
      return Optional.empty();
    }
    int value = Integer.parseInt(text.strip().substring(1), 16);
    return Optional.of(new Colour(value >> 16, value >> 8 & 0xff, value & 0xff));
  }

  /** The ratio of contrast to another, from 1 to 21. */
  public double contrast(Colour other) {
    double one = luminance();
    double two = other.luminance();
    return (Math.max(one, two) + 0.05) / (Math.min(one, two) + 0.05);
  }

  private double luminance() {
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
  }

  private static double linear(int value) {
    double share = value / 255.0;
    return share <= 0.04045 ? share / 12.92 : Math.pow((share + 0.055) / 1.055, 2.4);
  }

  /** So much of this one on another. */
  public Colour over(Colour ground, double share) {
    return new Colour(
        mix(red, ground.red, share),
        mix(green, ground.green, share),
        mix(blue, ground.blue, share));
  }

  private static int mix(int of, int ground, double share) {
    return (int) Math.round(of * share + ground * (1 - share));
  }

  /** As a style sheet writes it. */
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "#%02x%02x%02x", red, green, blue);
  }
}
