package org.rapport.routes.start;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** What is allowed and hardly meant. */
class SettingWarningsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "RAPPORT_CLINIC_NAMES|Bay|RAPPORT_CLINIC_NAMES: no setting has this name; is RAPPORT_CLINIC_NAME meant?",
        "RAPPORT_ZZZZZZZZZZZZ|1|RAPPORT_ZZZZZZZZZZZZ: no setting has this name",
        "RAPPORT_ELASTICSEARCH_URL|x|RAPPORT_ELASTICSEARCH_URL: reserved, and without any effect yet",
        "RAPPORT_CLINIC_PHONE|hello|RAPPORT_CLINIC_PHONE: hardly a telephone number, and patients are told to call it",
        "RAPPORT_CLINIC_ADDRESS|x|RAPPORT_CLINIC_ADDRESS: hardly a postal address, which stands in every e-mail",
        "RAPPORT_CLINIC_NAME|42|RAPPORT_CLINIC_NAME: hardly a name, which stands in every message",
        "RAPPORT_CLINIC_NAME|\"Bay\"|RAPPORT_CLINIC_NAME: the quotes around it are taken as part of the value",
        "RAPPORT_CLINIC_ZONE|-05:00|RAPPORT_CLINIC_ZONE: a zone without summer time; one such as America/Toronto changes its clocks",
        "RAPPORT_SMS_FROM|Harbour Clinic Toronto|RAPPORT_SMS_FROM: hardly a telephone number or sender id of at most 11 letters",
        "RAPPORT_BASE_URL|http://198.51.100.7|RAPPORT_BASE_URL: should begin with https:// where patients' links go over the internet",
        "RAPPORT_SMS_URL|https://198.51.100.7|RAPPORT_BASE_URL: is this machine, so the links in messages open nowhere else"
      })
  void isSaidInOneSentence(String name, String value, String sentence) {
    assertThat(SettingWarnings.of(environment(Map.of(name, value)))).containsExactly(sentence);
  }

  @Test
  void valuesAreNotRepeated() {
    Map<String, String> secrets =
        Map.of(
            "RAPPORT_CLIENT_SECRETS",
            "hunter2-in-the-wrong-place",
            "RAPPORT_CLINIC_PHONE",
            "hunter3");

    assertThat(SettingWarnings.of(environment(secrets)))
        .hasSize(2)
        .noneMatch(w -> w.contains("hunter"));
  }

  @Test
  void whatIsUsualIsNotWarnedOf() {
    Map<String, String> usual =
        Map.of(
            "RAPPORT_CLINIC_NAME", "Bay Clinic",
            "RAPPORT_CLINIC_PHONE", "+1 (416) 555-0100 ext. 2",
            "RAPPORT_CLINIC_ADDRESS", "100 Queen Street West, Toronto ON",
            "RAPPORT_CLINIC_ZONE", "America/Argentina/Ushuaia",
            "RAPPORT_SMS_FROM", "+14165550100",
            "RAPPORT_SMS_URL", "http://127.0.0.1:9",
            "RAPPORT_BASE_URL", "http://localhost:8080",
            "SERVER_PORT", "8080",
            "OTHER_THING", "x");

    assertThat(SettingWarnings.of(environment(usual))).isEmpty();
  }

  private static StandardEnvironment environment(Map<String, String> variables) {
    StandardEnvironment environment = new StandardEnvironment();
    environment
        .getPropertySources()
        .replace(
            StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
            new SystemEnvironmentPropertySource(
                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                new HashMap<>(variables)));
    return environment;
  }
}
