package org.rapport.routes.ehr.read;

import static com.github.tomakehurst.wiremock.client.WireMock.okForContentType;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;
import static org.rapport.routes.ehr.read.EhrFixture.JSON;
import static org.rapport.routes.ehr.read.EhrFixture.PATIENT;
import static org.rapport.routes.ehr.read.EhrFixture.resource;

import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.camel.component.kamelet.KameletComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.awaitility.Awaitility;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.StringType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rapport.routes.ehr.EhrFailure;
import org.rapport.routes.rapport.RapportClient;
import org.rapport.routes.rapport.RapportComponent;

/** The shipped routes: a timer asks, the server has it done, and what came is kept. */
@Timeout(60)
class EhrPollRouteTest {
  @RegisterExtension
  static final WireMockExtension PEER =
      WireMockExtension.newInstance().options(options().dynamicPort()).build();

  private final DefaultCamelContext camel = new DefaultCamelContext();
  private final BlockingQueue<String> asked = new LinkedBlockingQueue<>();
  private final BlockingQueue<Parameters> completed = new LinkedBlockingQueue<>();
  private EhrFixture ehr;

  @BeforeEach
  void start() throws Exception {
    ehr = new EhrFixture(PEER);
    Clock clock = Clock.fixed(EhrFixture.NOW, ZoneOffset.UTC);
    camel.addComponent("rapport", new RapportComponent(new RapportClient(this::server), "test"));
    camel.getRegistry().bind("ehrLookUps", ehr.lookUps);
    camel.getRegistry().bind("ehrPoll", new EhrPoll(ehr.base, clock, ZoneOffset.UTC));
    camel.getRegistry().bind("ehrFailure", new EhrFailure());
    var properties = camel.getPropertiesComponent();
    properties.addInitialProperty("rapport.ehr.fhir.enabled", "true");
    properties.addInitialProperty("rapport.ehr.poll.enabled", "true");
    properties.addInitialProperty("rapport.ehr.poll.period", "100");
    camel.getComponent("kamelet", KameletComponent.class).setNoErrorHandler(true);
    for (String file :
        new String[] {
          "rapport-errors/ehr-errors.camel.yaml",
          "rapport-errors/work-errors.camel.yaml",
          "rapport-routes/ehr-look-up.camel.yaml"
        }) {
      PluginHelper.getRoutesLoader(camel)
          .loadRoutes(ResourceHelper.resolveMandatoryResource(camel, "classpath:" + file));
    }
    camel.getShutdownStrategy().setTimeout(10);
  }

  @AfterEach
  void stop() {
    camel.stop();
  }

  /** As the server does it: what is asked for is claimed once. */
  private Parameters server(String operation, Parameters in) {
    Parameters answer = new Parameters();
    if (operation.equals("$ehr-changes") && in.hasParameter("search")) {
      asked.add(in.getParameter("search").getValue().primitiveValue() + "?_lastUpdated");
    } else if (operation.equals("$complete")) {
      completed.add(in);
    } else if (operation.equals("$claim")) {
      String focus = next();
      if (focus != null) {
        ParametersParameterComponent item = answer.addParameter().setName("item");
        item.addPart().setName("id").setValue(new StringType("1"));
        item.addPart().setName("lease").setValue(new StringType("l"));
        item.addPart().setName("focus").setValue(new StringType(focus));
        item.addPart().setName("since").setValue(new StringType("2027-03-01T10:00:00Z"));
      }
    }
    return answer;
  }

  private String next() {
    try {
      return asked.poll(100, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }

  @Test
  void theEhrIsAskedAgainAndAgain_andWhatCameIsKept() {
    ehr.has(PATIENT);
    PEER.stubFor(
        resource("Appointment")
            .willReturn(
                okForContentType(
                    JSON,
                    """
                    {"resourceType": "Bundle", "type": "searchset", "entry": [{"resource":
                      {"resourceType": "Appointment", "id": "a", "status": "booked",
                       "meta": {"versionId": "1", "lastUpdated": "2027-03-01T11:00:00Z"},
                       "start": "2027-03-09T14:30:00Z", "end": "2027-03-09T15:00:00Z",
                       "participant": [{"actor": {"reference": "Patient/example"},
                         "status": "accepted"}]}}]}""")));

    camel.start();

    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(completed).hasSizeGreaterThan(1));
    assertThat(ehr.store.all(Appointment.class)).hasSize(1);
    assertThat(completed)
        .allSatisfy(
            done ->
                assertThat(
                        done.getParameter("item").getPart().stream()
                            .filter(part -> part.getName().equals("outcome"))
                            .map(part -> part.getValue().primitiveValue()))
                    .containsExactly("sent"));
  }
}
