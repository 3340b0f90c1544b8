package org.rapport.server.sensitivity;

import org.rapport.server.config.RapportSettings;

/** The clinic's name where nobody may learn from it what the clinic treats. */
public final class DiscreetName {
  private DiscreetName() {}

  /** The name that was chosen for it, else the clinic's own, else its number where that tells. */
  public static String of(RapportSettings settings, SensitiveWords words) {
    String chosen = settings.content() == null ? null : settings.content().discreetName();
    if (chosen != null && !chosen.isBlank()) {
      return chosen.strip();
    }
    RapportSettings.Clinic clinic = settings.clinic();
    return words.language(clinic.name()).isPresent() ? clinic.phone() : clinic.name();
  }
}
