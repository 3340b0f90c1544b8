package org.rapport.server.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rapport.server.config.InvalidSettingException;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.web.cors.CorsConfiguration;

class FormOriginsTest {
  private static final String OWN = "https://rapport.example";

  private static CorsConfiguration of(String origins, String path) {
    return new FormOrigins(origins, OWN + "/base")
        .getCorsConfiguration(new MockHttpServletRequest("POST", path));
  }

  @Test
  void onlyListedSitesAndOurOwnMayUseForms_andNothingElseIsShared() {
    CorsConfiguration forms = of("https://clinic.example, http://localhost:3000", "/forms/x");
    assertThat(forms.checkOrigin("https://clinic.example")).isEqualTo("https://clinic.example");
    assertThat(forms.checkOrigin(OWN)).isEqualTo(OWN);
    assertThat(forms.checkOrigin("https://clinic.example.evil.example")).isNull();
    assertThat(forms.checkOrigin("null")).isNull();
    assertThat(forms.getAllowCredentials()).isFalse();
    assertThat(of("https://clinic.example", "/p/token")).isNull();
    assertThat(of("", "/events").checkOrigin("https://clinic.example")).isNull();
  }

  @Test
  void whoMayUseAFormMayShowIt() {
    assertThat(new FormOrigins("", OWN).ancestors()).isEqualTo("'none'");
    assertThat(new FormOrigins("https://clinic.example", OWN).ancestors())
        .isEqualTo("'self' https://clinic.example");
  }

  @ParameterizedTest
  @ValueSource(strings = {"clinic.example", "https://clinic.example/form", "*", "https://a b"})
  void whatIsNoOriginStopsTheStart(String origins) {
    assertThatThrownBy(() -> new FormOrigins(origins, OWN))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageContaining("RAPPORT_FORM_ORIGINS");
  }
}
