package org.rapport.server.web;

import ca.uhn.fhir.context.FhirContext;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import jakarta.servlet.FilterChain;
import java.io.IOException;
import org.assertj.core.api.Assertions;
import org.rapport.server.door.DoorForTests;
import org.rapport.server.door.RefusedException;
import org.rapport.server.lead.InvalidInquiryException;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

/** Whatever is sent to a form is fields, or a refusal that names what is wrong. */
class PublicBodyFuzzTest {
  private static final FhirContext CONTEXT = FhirContext.forR4Cached();
  private static final String[] TYPES = {
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=b",
    "application/json",
    "application/fhir+json",
    "application/fhir+xml"
  };

  @FuzzTest(maxDuration = "10s")
  void isFieldsOrARefusal(byte @NotNull [] body) throws Exception {
    for (String type : TYPES) {
      MockHttpServletRequest request = new MockHttpServletRequest("POST", "/forms/x");
      request.setServletPath("/forms/x");
      request.setContentType(type);
      request.setContent(body);
      MockHttpServletResponse response = new MockHttpServletResponse();
      FilterChain page =
          (arrived, answer) -> {
            try {
              FormRequest.sent(CONTEXT, (jakarta.servlet.http.HttpServletRequest) arrived);
            } catch (InvalidInquiryException | RefusedException refused) {
              // In words: as it should be.
            } catch (IOException e) {
              throw new IllegalStateException(e);
            }
          };

      DoorForTests.publicBodies().doFilter(request, response, page);

      Assertions.assertThat(response.getStatus()).isLessThan(500);
    }
  }
}
