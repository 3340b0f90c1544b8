package org.rapport.routes.register;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.SocketTimeoutException;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rapport.routes.channel.TestExchanges;
import org.rapport.routes.channel.TestItem;
import org.rapport.routes.rapport.WorkExchange;

/** What a register is asked, and what its answers mean. */
class NumberRegisterGatewayTest {
  private final NumberRegisterGateway register = new NumberRegisterGateway("s3cret");

  private Exchange answered(int status, String body) {
    Exchange exchange = TestExchanges.answered(status, body);
    register.outcome(exchange);
    return exchange;
  }

  @Test
  void asksForANumberAndADayAndForNothingElse() {
    Exchange exchange = TestExchanges.empty();
    exchange.getMessage().setHeader("Leak", "me");
    TestItem.about("NumberCheck/7")
        .with("patient", "patient-1")
        .with("to", "+14165550123")
        .with("date", "2027-01-15")
        .on(exchange);

    register.prepare(exchange);

    assertThat(exchange.getMessage().getBody(String.class))
        .isEqualTo("{\"number\":\"+14165550123\",\"date\":\"2027-01-15\"}");
    assertThat(exchange.getMessage().getHeader("Authorization")).isEqualTo("Bearer s3cret");
    assertThat(exchange.getMessage().getHeaders()).doesNotContainKey("Leak");
  }

  @ParameterizedTest
  @CsvSource({"yes", "no", "no-data"})
  void anAnswerIsReportedWithItsProof(String answer) {
    Exchange exchange = answered(200, "{\"answer\":\"" + answer + "\",\"reference\":\"r-1\"}");

    assertThat(TestExchanges.outcome(exchange)).isEqualTo("sent");
    assertThat(TestExchanges.reason(exchange)).isEqualTo(answer);
    assertThat(exchange.getProperty(WorkExchange.PROVIDER_ID)).isEqualTo("r-1");
    assertThat(TestExchanges.detail(exchange)).matches("sha-256:[0-9a-f]{64}");
    assertThat(exchange.getProperty(WorkExchange.TROUBLE)).isNull();
  }

  @Test
  void theProofIsOfTheVeryBytes() {
    assertThat(TestExchanges.detail(answered(200, "{\"answer\":\"no\"}")))
        .isEqualTo("sha-256:1e764086b4cd1638ba4058dc6816c6509e04e886faa3d59f767be164fd5d7301")
        .isNotEqualTo(TestExchanges.detail(answered(200, "{\"answer\": \"no\"}")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "200|{\"answer\":\"maybe\"}|retry|unreadable",
        "200|<html>|retry|unreadable",
        "200|''|retry|unreadable",
        "200|[]|retry|unreadable",
        "202|{\"answer\":\"no\"}|retry|http-202",
        "401|{}|retry|http-401",
        "404|{}|retry|http-404",
        "429|{}|retry|http-429",
        "503|{}|retry|http-503",
        "400|{}|failed|http-400",
        "422|{}|failed|http-422"
      })
  void allElseIsNoAnswer(int status, String body, String outcome, String detail) {
    Exchange exchange = answered(status, body);

    assertThat(TestExchanges.outcome(exchange)).isEqualTo(outcome);
    assertThat(TestExchanges.reason(exchange)).isNull();
    assertThat(TestExchanges.detail(exchange)).isEqualTo(detail);
  }

  @Test
  void aBrokenConnectionIsTriedAgain() {
    Exchange exchange = TestExchanges.caught(new SocketTimeoutException("Read timed out"));

    register.failed(exchange);

    assertThat(TestExchanges.outcome(exchange)).isEqualTo("retry");
    assertThat(exchange.getProperty(WorkExchange.TROUBLE)).isEqualTo(true);
  }
}
