package org.rapport.server.lead;

import java.nio.file.Path;

/** The settings of forms, read before anything starts only to see whether they can be. */
public final class LeadSettings {
  private LeadSettings() {}

  /** Checks {@code RAPPORT_POSTAL_CODES}. */
  public static void postalCodes(Path file) {
    LeadConfiguration.read(file);
  }

  /** Checks {@code RAPPORT_COUNTRIES}. */
  public static void countries(String setting) {
    FormReach.countries(setting, "US");
  }

  /** Checks {@code RAPPORT_FORM_BUDGET}. */
  public static void budget(String setting) {
    FormReach.budget(setting, "60");
  }
}
