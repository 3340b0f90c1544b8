package org.rapport.server.door;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import java.nio.charset.StandardCharsets;
import org.rapport.server.fhir.FhirFaults;
import org.springframework.mock.web.MockHttpServletRequest;

/**
 * Whatever arrives as FHIR is refused in words, or is something that HAPI's parser reads or refuses
 * in its own.
 */
class FhirBodyFuzzTest {
  private static final FhirContext CONTEXT = FhirContext.forR4Cached();
  private static final FhirBodyCheck CHECK = new FhirBodyCheck(() -> CONTEXT);

  @FuzzTest(maxDuration = "10s")
  void isReadOrRefused(byte @NotNull [] body) {
    for (String type : new String[] {"application/fhir+json", "application/fhir+xml", null}) {
      MockHttpServletRequest request = new MockHttpServletRequest("POST", "/fhir/Patient");
      request.setServletPath("/fhir");
      request.setPathInfo("/Patient");
      request.setContentType(type);
      try {
        Body taken = CHECK.check(request, body);
        String text = new String(taken.bytes(), StandardCharsets.UTF_8);
        if (text.stripLeading().startsWith("{")) {
          CONTEXT.newJsonParser().parseResource(text);
        } else if (text.stripLeading().startsWith("<")) {
          CONTEXT.newXmlParser().parseResource(text);
        }
      } catch (RefusedException refused) {
        assertThat(refused.status()).isBetween(400, 499);
      } catch (RuntimeException parser) {
        // HAPI's own, or one that its makers did not foresee: the caller hears that it is theirs.
        assertThat(FhirFaults.told(parser, false).getStatusCode()).isBetween(400, 499);
      }
    }
  }
}
