package org.rapport.server.it;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * {@code fhir-kit-client}, {@code fhirclient} and {@code @medplum/core} as they come from npm, and
 * Debian's Chromium. They are tried where Node 20 and the packages are there ({@code npm ci} in
 * {@code server/src/test/npm}); with {@code RAPPORT_TEST_CLIENTS=required} they have to be.
 */
@ExtendWith(SharedClinic.class)
class JavaScriptClientsIT {
  private final Clinic clinic;

  JavaScriptClientsIT(Clinic clinic) {
    this.clinic = clinic;
  }

  @Test
  void doEverythingThatTheyCan() throws Exception {
    NodeScript.run("clients.mjs", environment());
  }

  @Test
  void launchAnAppForAPatient() throws Exception {
    clinic
        .fhir()
        .send(
            "PUT",
            "/Patient/app-a",
            FhirClient.JSON,
            "{\"resourceType\": \"Patient\", \"id\": \"app-a\"}")
        .accepted();

    NodeScript.run("launch.mjs", environment());
  }

  @Test
  void aPersonAtABrowserSendsAFormAndLetsAnAppIn() throws Exception {
    NodeScript.runInBrowser("browser.mjs", environment());
  }

  @Test
  void thePagesOfSignInAreForEverybody_inThreeLanguages() throws Exception {
    NodeScript.runInBrowser("pages.mjs", environment());
  }

  private Map<String, String> environment() {
    return Map.of(
        "BASE", clinic.process().base(),
        "CLIENT_ID", RapportProcess.CLIENT,
        "CLIENT_SECRET", RapportProcess.SECRET,
        "APP_ID", Visitor.APP,
        "APP_REDIRECT", Visitor.REDIRECT,
        "APP_USER", "pat",
        "APP_PASSWORD", "pat-password");
  }
}
