package org.rapport.server.config;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rapport.routes.start.WrongSettingException;
import org.springframework.mock.env.MockEnvironment;

/** A wrong setting stops the start with one line that names it. */
class SettingsCheckTest {
  @TempDir Path folder;

  @Test
  void whenNothingIsSet_thenTheStartGoesOn() {
    assertThatCode(() -> SettingsCheck.check(new MockEnvironment())).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({
    "server.port, eighty, SERVER_PORT",
    "server.port, 65536, SERVER_PORT",
    "server.port, -1, SERVER_PORT",
    "rapport.mllp.port, 99999999999, RAPPORT_MLLP_PORT",
    "rapport.mllp.port, '', RAPPORT_MLLP_PORT",
    "rapport.base-url, rapport.example.org, RAPPORT_BASE_URL",
    "rapport.base-url, ftp://rapport.example.org, RAPPORT_BASE_URL",
    "rapport.base-url, http://, RAPPORT_BASE_URL",
    "rapport.base-url, https://a b, RAPPORT_BASE_URL",
    "rapport.sms.url, smtp://sms.example.org, RAPPORT_SMS_URL",
    "rapport.smtp.url, mail.example.org:25, RAPPORT_SMTP_URL",
    "rapport.smtp.url, http://mail.example.org, RAPPORT_SMTP_URL",
    "rapport.role, worker, RAPPORT_ROLE",
    "rapport.role, '', RAPPORT_ROLE",
    "rapport.clinic.zone, Toronto, RAPPORT_CLINIC_ZONE",
    "rapport.clinic.zone, America/Torronto, RAPPORT_CLINIC_ZONE",
    "rapport.database.url, postgresql://db/rapport, RAPPORT_DATABASE_URL",
    "rapport.database.url, jdbc:mysql://db/rapport, RAPPORT_DATABASE_URL",
    "rapport.client.id, ehr, RAPPORT_CLIENT_ID and RAPPORT_CLIENT_SECRET",
    "rapport.client.secret, s3cret, RAPPORT_CLIENT_ID and RAPPORT_CLIENT_SECRET",
    "rapport.sms.url, https://sms.example.org, RAPPORT_SMS_URL",
    "rapport.clients, /nowhere/clients.json, RAPPORT_CLIENTS",
    "rapport.senders, /nowhere/senders.yaml, RAPPORT_SENDERS",
    "rapport.routes, /nowhere/routes, RAPPORT_ROUTES",
    "rapport.clock, 2027-03-01, RAPPORT_CLOCK",
    "rapport.clock, 2027-03-01T15:00:00, RAPPORT_CLOCK",
    "rapport.clock, now, RAPPORT_CLOCK",
    "rapport.ehr.mllp, ehr.example.org, RAPPORT_EHR_MLLP",
    "rapport.ehr.mllp, mllp://ehr.example.org:2575, RAPPORT_EHR_MLLP",
    "rapport.ehr.fhir-url, ehr.example.org/fhir, RAPPORT_EHR_FHIR_URL",
    "rapport.ehr.token-url, https://ehr.example.org/token, RAPPORT_EHR_TOKEN_URL",
    "rapport.number-register.url, register.example.org, RAPPORT_NUMBER_REGISTER_URL",
    "rapport.number-register.url, direct:, RAPPORT_NUMBER_REGISTER_URL",
    "rapport.content.link-hosts, https://forms.example.org, RAPPORT_LINK_HOSTS",
  })
  void whenASettingIsWrong_thenOneLineNamesIt(String key, String value, String setting) {
    assertRefused(new MockEnvironment().withProperty(key, value), setting);
  }

  @Test
  void whenAFileIsAFolderOrAFolderAFile_thenOneLineNamesIt() throws IOException {
    Path file = Files.createFile(folder.resolve("clients.json"));

    assertRefused(with("rapport.clients", folder), "RAPPORT_CLIENTS");
    assertRefused(with("rapport.senders", folder), "RAPPORT_SENDERS");
    assertRefused(with("rapport.routes", file), "RAPPORT_ROUTES");
    assertThatCode(() -> SettingsCheck.check(with("rapport.clients", file)))
        .doesNotThrowAnyException();
    assertThatCode(() -> SettingsCheck.check(with("rapport.routes", folder)))
        .doesNotThrowAnyException();
  }

  @Test
  void whenTimeIsSimulated_thenAGatewayMustBeOnLoopback() {
    assertRefused(
        simulated().withProperty("rapport.smtp.url", "smtp://192.0.2.1:25"), "RAPPORT_SMTP_URL");
    assertRefused(
        gateway(simulated().withProperty("rapport.sms.url", "https://192.0.2.1")),
        "RAPPORT_SMS_URL");
    assertRefused(
        simulated().withProperty("rapport.ehr.mllp", "192.0.2.1:2575"), "RAPPORT_EHR_MLLP");
    assertRefused(
        simulated().withProperty("rapport.ehr.fhir-url", "https://192.0.2.1/fhir"),
        "RAPPORT_EHR_FHIR_URL");
    assertRefused(
        simulated().withProperty("rapport.number-register.url", "https://192.0.2.1/ask"),
        "RAPPORT_NUMBER_REGISTER_URL");
    assertThatCode(
            () ->
                SettingsCheck.check(
                    gateway(
                        simulated()
                            .withProperty("rapport.ehr.mllp", "127.0.0.1:2575")
                            .withProperty("rapport.smtp.url", "smtp://localhost:2500")
                            .withProperty("rapport.sms.url", "http://127.0.0.1:9000/api"))))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({
    "rapport.sms.url, direct:acme-sms, RAPPORT_SMS_URL",
    "rapport.number-register.url, direct:acme-sms, RAPPORT_NUMBER_REGISTER_URL",
  })
  void aRouteOfOnesOwnMayStandForAnAddress_ifThereIsOne(String key, String url, String setting) {
    MockEnvironment env = simulated().withProperty(key, url);

    assertNoSuchRoute(env, setting);
    env.setProperty("rapport.routes", "../docs/examples/sms-provider");
    assertThatCode(() -> SettingsCheck.check(env)).doesNotThrowAnyException();
    env.setProperty(key, url + "s");
    assertNoSuchRoute(env, setting);
  }

  private static void assertNoSuchRoute(MockEnvironment env, String setting) {
    assertThatThrownBy(() -> SettingsCheck.check(env))
        .isInstanceOf(WrongSettingException.class)
        .hasMessageStartingWith(setting + ": there is no route in RAPPORT_ROUTES");
  }

  @Test
  void whenASecretIsNearAWrongSetting_thenItIsNotInTheLine() {
    assertThatThrownBy(
            () ->
                SettingsCheck.check(
                    new MockEnvironment()
                        .withProperty("rapport.smtp.url", "http://user:s3cret@mail.example.org")))
        .hasMessageNotContaining("s3cret");
  }

  @Test
  void whenSmppIsSetUpWrongly_thenItsSettingIsNamed() {
    assertRefused(
        new MockEnvironment()
            .withProperty("rapport.smpp.url", "smpp://u:p@127.0.0.1")
            .withProperty("rapport.sms.from", " "),
        "RAPPORT_SMPP_URL");
    assertRefused(
        gateway(new MockEnvironment())
            .withProperty("rapport.sms.url", "http://127.0.0.1:9000")
            .withProperty("rapport.smpp.url", "smpp://u:p@127.0.0.1"),
        "RAPPORT_SMPP_URL");
    assertRefused(
        gateway(simulated()).withProperty("rapport.smpp.url", "smpp://u:p@192.0.2.7:2775"),
        "RAPPORT_SMPP_URL");
    assertThatCode(
            () ->
                SettingsCheck.check(
                    gateway(simulated())
                        .withProperty("rapport.smpp.url", "smpp://u:p@127.0.0.1:2775")))
        .doesNotThrowAnyException();
  }

  private static void assertRefused(MockEnvironment environment, String setting) {
    assertThatThrownBy(() -> SettingsCheck.check(environment))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageStartingWith(setting + ": ")
        .hasMessageNotContaining("\n");
  }

  private static MockEnvironment with(String key, Path value) {
    return new MockEnvironment().withProperty(key, value.toString());
  }

  private static MockEnvironment simulated() {
    return new MockEnvironment().withProperty("rapport.clock", "2027-03-01T15:00:00Z");
  }

  private static MockEnvironment gateway(MockEnvironment environment) {
    return environment
        .withProperty("rapport.sms.account", "AC1")
        .withProperty("rapport.sms.token", "t")
        .withProperty("rapport.sms.from", "+14165550100");
  }
}
