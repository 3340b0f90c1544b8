package org.rapport.routes.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The proofs that providers bring. */
class CallbackSecretTest {
  private static final String BODY = "{\"id\": 1}";

  // HMAC-SHA256 of the body with the key "s3cret", by openssl dgst.
  private static final String HEX =
      "ce7b1d91808093594a0f70ed92273f41c635e01459fed39f7f0bcbe09ca3cbc7";
  private static final String BASE64 = "znsdkYCAk1lKD3Dtkic/QcY14BRZ/tOffwvL4Jyjy8c=";

  private final DefaultCamelContext camel = new DefaultCamelContext();
  private final CallbackSecret secret = new CallbackSecret();

  @BeforeEach
  void start() {
    camel.getPropertiesComponent().addInitialProperty("OWN_SECRET", "s3cret");
    camel.start();
  }

  @AfterEach
  void stop() {
    camel.stop();
  }

  @ParameterizedTest
  @CsvSource({
    "token, s3cret, false",
    "token, Bearer s3cret, false",
    "token, bearer s3cret, false",
    "token, s3crets, true",
    "token, '', true",
    "hmac-sha256-hex, " + HEX + ", false",
    "hmac-sha256-hex, sha256=" + HEX + ", false",
    "hmac-sha256-hex, s3cret, true",
    "hmac-sha256-base64, " + BASE64 + ", false",
    "hmac-sha256-base64, " + HEX + ", true",
  })
  void aProofHoldsOrDoesNot(String proof, String given, boolean unsigned) {
    assertThat(secret.unsigned(callback("OWN_SECRET", proof, given))).isEqualTo(unsigned);
  }

  @Test
  void withoutAProofOrASecretNobodyIsLetIn() {
    assertThat(secret.unsigned(callback("OWN_SECRET", "token", null))).isTrue();
    assertThat(secret.unsigned(callback("NOT_SET", "token", ""))).isTrue();
  }

  @Test
  void anotherKindOfProofIsNone() {
    assertThatThrownBy(() -> secret.unsigned(callback("OWN_SECRET", "md5", "x")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private Exchange callback(String setting, String proof, String given) {
    Exchange exchange = new DefaultExchange(camel);
    exchange.setProperty(CallbackSecret.SETTING, setting);
    exchange.setProperty(CallbackSecret.HEADER, "X-Own");
    exchange.setProperty(CallbackSecret.PROOF, proof);
    exchange.getMessage().setHeader("X-Own", given);
    exchange.getMessage().setBody(BODY);
    return exchange;
  }
}
