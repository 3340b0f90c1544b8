package org.rapport.server.security.scope;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a token's scopes permit. */
class SystemScopesTest {

  @Test
  void whenEverythingIsGranted_thenEveryTypeIsPermitted() {
    SystemScopes scopes = scopes("system/*.cruds");

    assertThat(scopes.everything()).isTrue();
    assertThat(scopes.permits("Patient", "cruds")).isTrue();
    assertThat(scopes.covers("system/Patient.rs")).isTrue();
    assertThat(scopes.covers("system/*.cruds")).isTrue();
  }

  @Test
  void whenOneTypeIsGranted_thenNoOtherIsPermitted() {
    SystemScopes scopes = scopes("system/Appointment.cu", "system/Patient.rs");

    assertThat(scopes.permits("Appointment", "c")).isTrue();
    assertThat(scopes.permits("Appointment", "r")).isFalse();
    assertThat(scopes.permits("Patient", "rs")).isTrue();
    assertThat(scopes.permits("Patient", "d")).isFalse();
    assertThat(scopes.permits("Consent", "r")).isFalse();
    assertThat(scopes.everything()).isFalse();
    assertThat(scopes.types()).containsExactlyInAnyOrder("Appointment", "Patient");
  }

  @Test
  void whenGrantedInParts_thenThePartsAddUp() {
    SystemScopes scopes = scopes("system/*.rs", "system/Patient.c", "system/Patient.u");

    assertThat(scopes.permits("Patient", "crus")).isTrue();
    assertThat(scopes.covers("system/Patient.crus")).isTrue();
    assertThat(scopes.covers("system/Patient.cruds")).isFalse();
    assertThat(scopes.covers("system/*.crus")).isFalse();
    assertThat(scopes("system/*.cru", "system/*.ds").everything()).isTrue();
  }

  @Test
  void whenEveryTypeIsAskedFor_thenOneTypeIsNotEnough() {
    assertThat(scopes("system/Patient.cruds").covers("system/*.r")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "patient/*.cruds",
        "user/*.cruds",
        "system/*.*",
        "system/*.sdurc",
        "system/*.cruds ",
        "system/*.read",
        "system/patient.r",
        "system/Patient.rx",
        "system/Patient",
        "system/Patient.rs?name=a",
        "openid",
        "",
        "SYSTEM/*.cruds",
      })
  void whenAScopeIsNotUnderstood_thenItGrantsNothingAndIsNeverCovered(String scope) {
    SystemScopes scopes = scopes(scope);

    assertThat(scopes.everything()).isFalse();
    assertThat(scopes.permits("Patient", "r")).isFalse();
    assertThat(scopes("system/*.cruds").covers(scope)).isFalse();
  }

  @Test
  void whenAScopeNamesNoInteraction_thenItIsNotUnderstood() {
    assertThat(scopes("system/Patient.").types()).isEmpty();
    assertThat(scopes("system/Observation.r").covers("system/Patient.")).isFalse();
  }

  private static SystemScopes scopes(String... scopes) {
    return SystemScopes.of(List.of(scopes));
  }
}
