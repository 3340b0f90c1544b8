package org.rapport.server.consent;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.rapport.server.config.RapportSettings;
import org.rapport.server.policy.Jurisdiction;
import org.springframework.stereotype.Component;

/**
 * Whose law holds for a patient: that of the patient's address, else that of the clinic's. The
 * clinic's country is that of its telephone number, its state or province the last pair of capitals
 * in its address ({@code Toronto ON}).
 */
@Component
public class ClinicPlace {
  private static final Pattern PAIR = Pattern.compile("(?<![A-Za-z])[A-Z]{2}(?![A-Za-z])");
  private static final String NOWHERE = "ZZ";

  private final Jurisdiction clinic;

  public ClinicPlace(RapportSettings settings) {
    String country = Addresses.region(settings.clinic().phone(), NOWHERE);
    String state = null;
    Matcher pairs = PAIR.matcher(String.valueOf(settings.clinic().address()));
    while (pairs.find()) {
      state = pairs.group().equals(country) ? state : pairs.group();
    }
    this.clinic = NOWHERE.equals(country) ? Jurisdiction.UNKNOWN : new Jurisdiction(country, state);
  }

  /** The place of a patient's address, or the clinic's where it names no country. */
  public Jurisdiction orOf(String country, String state) {
    String known = code(country);
    if (known == null && code(state) == null) {
      return clinic;
    }
    return new Jurisdiction(known == null ? clinic.country() : known, code(state));
  }

  private static String code(String value) {
    return value != null && value.trim().length() == 2
        ? value.trim().toUpperCase(Locale.ROOT)
        : null;
  }
}
