package org.rapport.server.config;

import org.rapport.server.config.RapportSettings.Clinic;
import org.rapport.server.config.RapportSettings.Content;

/** Settings of tests that need a clinic, and little else. */
public final class TestSettings {
  private TestSettings() {}

  /** A clinic without a public address of its own. */
  public static RapportSettings of(Clinic clinic) {
    return of(null, clinic, null);
  }

  /** A clinic at a public address; null for what the test does not need. */
  public static RapportSettings of(String base, Clinic clinic, Content content) {
    return of(base, clinic, content, null);
  }

  /** A clinic with colours and a logo of its own. */
  public static RapportSettings looking(Clinic clinic, ClinicLook look) {
    return of("http://localhost", clinic, null, look);
  }

  private static RapportSettings of(String base, Clinic clinic, Content content, ClinicLook look) {
    return new RapportSettings(
        base, null, "all", null, null, null, null, clinic, null, null, null, null, null, null, null,
        content, look);
  }
}
