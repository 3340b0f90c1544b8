package org.rapport.routes.channel;

import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.rapport.routes.rapport.WorkExchange;

/** Exchanges on their way to a provider, and back. */
public final class TestExchanges {
  private static final DefaultCamelContext CAMEL = new DefaultCamelContext();

  static {
    // Headers are without case only in a context that was started.
    CAMEL.start();
  }

  private TestExchanges() {}

  public static Exchange empty() {
    return new DefaultExchange(CAMEL);
  }

  public static Exchange sms(String to, String body) {
    return TestItem.message("sms", to).with("body", body).exchange();
  }

  public static Exchange email(String subject) {
    return TestItem.message("email", "ana@example.org")
        .with("subject", subject)
        .with("body", "Hello")
        .with("html", "<p>Hello</p>")
        .with("language", "fr")
        .exchange();
  }

  public static Exchange answered(int status, String body) {
    Exchange exchange = empty();
    exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, status);
    exchange.getMessage().setBody(body);
    return exchange;
  }

  public static Exchange caught(Throwable failure) {
    Exchange exchange = empty();
    exchange.setProperty(Exchange.EXCEPTION_CAUGHT, failure);
    return exchange;
  }

  public static String outcome(Exchange exchange) {
    return exchange.getProperty(WorkExchange.OUTCOME, String.class);
  }

  public static String reason(Exchange exchange) {
    return exchange.getProperty(WorkExchange.REASON, String.class);
  }

  public static String detail(Exchange exchange) {
    return exchange.getProperty(WorkExchange.DETAIL, String.class);
  }
}
