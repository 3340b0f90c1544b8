package org.rapport.time;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Converts between instants and wall-clock time. A wall-clock time in a DST gap moves forward by
 * the gap's length, one in an overlap takes the earlier offset (as {@link java.time.ZonedDateTime}
 * does). Changes that the installed time-zone database lacks are applied from our own data.
 * Immutable and thread-safe.
 */
public final class CivilTime {
  private static final CivilTime INSTALLED = new CivilTime(shippedCorrections());

  private final Map<ZoneId, ZoneCorrection> corrections;

  /** A converter with these corrections, as far as the installed database lacks them. */
  public CivilTime(List<ZoneCorrection> known) {
    corrections =
        known.stream()
            .filter(ZoneCorrection::missingFromDatabase)
            .collect(Collectors.toUnmodifiableMap(ZoneCorrection::zone, Function.identity()));
  }

  /** The installed database with the corrections that we ship. */
  public static CivilTime installed() {
    return INSTALLED;
  }

  /** The corrections in use: what the installed database gets wrong and we know of. */
  public List<ZoneCorrection> inUse() {
    return List.copyOf(corrections.values());
  }

  /** The offset from UTC in a zone at an instant. */
  public ZoneOffset offset(Instant instant, ZoneId zone) {
    ZoneCorrection correction = corrections.get(zone);
    return correction != null && !instant.isBefore(correction.from())
        ? correction.offset()
        : zone.getRules().getOffset(instant);
  }

  /** The wall clock in a zone at an instant. */
  public LocalDateTime local(Instant instant, ZoneId zone) {
    return LocalDateTime.ofInstant(instant, offset(instant, zone));
  }

  /** The wall clock with its offset in a zone at an instant. */
  public OffsetDateTime offsetDateTime(Instant instant, ZoneId zone) {
    return instant.atOffset(offset(instant, zone));
  }

  /** The instant of a wall-clock time in a zone. */
  public Instant instant(LocalDateTime local, ZoneId zone) {
    ZoneCorrection correction = corrections.get(zone);
    if (correction != null) {
      Instant corrected = local.toInstant(correction.offset());
      if (!corrected.isBefore(correction.from())) {
        return corrected;
      }
    }
    return local.atZone(zone).toInstant();
  }

  private static List<ZoneCorrection> shippedCorrections() {
    try (InputStream in =
            CivilTime.class.getResourceAsStream("/rapport-time/zone-corrections.csv");
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      return lines
          .lines()
          .skip(1)
          .filter(line -> !line.isBlank())
          .map(
              line -> {
                String[] field = line.split(",", 4);
                return new ZoneCorrection(
                    ZoneId.of(field[0]),
                    Instant.parse(field[1]),
                    ZoneOffset.of(field[2]),
                    field[3]);
              })
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("The shipped zone corrections cannot be read", e);
    }
  }
}
