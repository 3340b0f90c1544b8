package org.rapport.routes;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.rest.client.api.ServerValidationModeEnum;
import java.util.Optional;
import org.hl7.fhir.r4.model.Parameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.rapport.routes.rapport.ServerOperations;

/** Operations of the server and of a resource, over HTTP. */
@Timeout(60)
class ServerOperationsTest {

  @Test
  void anOperationOfAResourceIsAskedAtIt() throws Exception {
    try (ServerStub server = new ServerStub()) {
      FhirContext fhir = FhirContext.forR4();
      fhir.getRestfulClientFactory().setServerValidationMode(ServerValidationModeEnum.NEVER);
      ServerOperations operations =
          ServerOperations.over(
                  () -> fhir.getRestfulClientFactory().newGenericClient(server.url() + "/fhir"))
              .near((operation, in) -> Optional.empty());

      Parameters why = operations.call("CommunicationRequest/7/$explain", new Parameters());

      assertThat(why.getParameter("verdict").getValue().primitiveValue()).isEqualTo("release");
      assertThat(server.hears("GET CommunicationRequest/7/$explain")).isTrue();
    }
  }
}
