package org.rapport.server.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What administrators see of a setting. */
class SettingsOperationTest {

  @Test
  void secretsAreThereAndNoMore() {
    assertThat(SettingsOperation.masked("RAPPORT_SMS_TOKEN", "abc")).isEqualTo("***");
    assertThat(SettingsOperation.masked("RAPPORT_DATABASE_PASSWORD", "abc")).isEqualTo("***");
    assertThat(SettingsOperation.masked("RAPPORT_DKIM_KEY", "abc")).isEqualTo("***");
    assertThat(SettingsOperation.masked("RAPPORT_SMTP_URL", "smtp://me:pass@mail.example:25"))
        .isEqualTo("smtp://***@mail.example:25");
    assertThat(
            SettingsOperation.masked(
                "RAPPORT_DATABASE_URL", "jdbc:postgresql://db/rapport?user=me&password=abc&ssl=1"))
        .isEqualTo("jdbc:postgresql://db/rapport?user=me&password=***&ssl=1");
    assertThat(SettingsOperation.masked("RAPPORT_EHR_TOKEN_URL", "https://ehr.example/token"))
        .isEqualTo("https://ehr.example/token");
    assertThat(SettingsOperation.masked("RAPPORT_CLINIC_NAME", "Harbour")).isEqualTo("Harbour");
  }
}
