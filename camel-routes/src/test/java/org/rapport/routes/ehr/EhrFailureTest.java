package org.rapport.routes.ehr;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.rest.client.exceptions.FhirClientConnectionException;
import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import java.net.ConnectException;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.rapport.routes.rapport.WorkExchange;

/** Only what the EHR has refused for good is not told again. */
class EhrFailureTest {

  static Stream<Arguments> failures() {
    return Stream.of(
        Arguments.of(new EhrRefusalException("AE", false), "retry"),
        Arguments.of(new EhrRefusalException("AR", true), "failed"),
        Arguments.of(new IllegalStateException(new ConnectException("x")), "retry"),
        Arguments.of(new FhirClientConnectionException("x"), "retry"),
        Arguments.of(BaseServerResponseException.newInstance(503, "x"), "retry"),
        Arguments.of(BaseServerResponseException.newInstance(412, "x"), "retry"),
        Arguments.of(BaseServerResponseException.newInstance(401, "x"), "retry"),
        Arguments.of(BaseServerResponseException.newInstance(422, "x"), "failed"),
        Arguments.of(new AppointmentNotFoundException(), "failed"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void outcomes(Exception failure, String outcome) {
    Exchange exchange = new DefaultExchange(new DefaultCamelContext());
    exchange.setProperty(Exchange.EXCEPTION_CAUGHT, failure);

    new EhrFailure().outcome(exchange);

    assertThat(exchange.getProperty(WorkExchange.OUTCOME)).isEqualTo(outcome);
  }
}
