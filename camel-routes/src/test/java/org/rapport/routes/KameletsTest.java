package org.rapport.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.component.kamelet.KameletComponent;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.spi.PlatformHttpConsumer;
import org.apache.camel.component.platform.http.spi.PlatformHttpEngine;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Parameters;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.rapport.routes.channel.TestExchanges;
import org.rapport.routes.mllp.MllpListenerComponent;
import org.rapport.routes.rapport.RapportClient;
import org.rapport.routes.rapport.RapportComponent;
import org.rapport.routes.rapport.WorkExchange;
import org.rapport.routes.start.RouteFiles;
import org.rapport.terminology.OutcomeKind;
import org.slf4j.LoggerFactory;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Each kamelet in a route of an operator's own, and none that nothing runs. */
@Timeout(60)
class KameletsTest {
  private final DefaultCamelContext camel = new DefaultCamelContext();
  private final List<String> asked = new ArrayList<>();

  @TempDir private Path folder;

  static Stream<String> kamelets() {
    return RouteInventory.KAMELETS.stream();
  }

  @BeforeEach
  void prepare() {
    camel.getComponent("kamelet", KameletComponent.class).setNoErrorHandler(true);
    camel.addModelLifecycleStrategy(new KameletSources());
    camel.addComponent("rapport", new RapportComponent(new RapportClient(this::server), "test"));
    camel.addComponent("rapport-mllp", new MllpListenerComponent(null, peer -> false));
    camel.getRegistry().bind("platform-http-engine", (PlatformHttpEngine) Door::new);
    var properties = camel.getPropertiesComponent();
    properties.addInitialProperty("rapport.sms.endpoint", "http://127.0.0.1:9/sms");
    properties.addInitialProperty("rapport.smtp.endpoint", "mock:smtp");
    for (String bean :
        List.of(
            "smsGateway",
            "emailMessage",
            "appointmentIntake",
            "ehrPoll",
            "ehrNotifications",
            "channelGuard",
            "statedOutcome",
            "releasedMessage",
            "httpAnswer",
            "callbackSecret")) {
      camel.getRegistry().bind(bean, new NamedBean());
    }
    camel
        .getRegistry()
        .bind("sendOnce", (org.apache.camel.component.http.HttpClientConfigurer) client -> {});
    camel.getShutdownStrategy().setTimeout(5);
  }

  /** A door that nobody comes through. */
  private static final class Door extends DefaultConsumer implements PlatformHttpConsumer {
    Door(PlatformHttpEndpoint endpoint, Processor processor) {
      super(endpoint, processor);
    }

    @Override
    public PlatformHttpEndpoint getEndpoint() {
      return (PlatformHttpEndpoint) super.getEndpoint();
    }
  }

  @AfterEach
  void stop() {
    camel.stop();
  }

  private Parameters server(String operation, Parameters in) {
    asked.add(operation);
    return new Parameters().addParameter("verdict", new CodeType("release"));
  }

  @ParameterizedTest
  @MethodSource("kamelets")
  void aRouteOfOnesOwnCanBeMadeOfIt(String kamelet) throws Exception {
    Files.writeString(folder.resolve("own.camel.yaml"), route(kamelet, true));

    RouteFiles.check(folder.toString(), new RouteFiles.Shipped(Set.of(), Set.of(), Set.of()));
    load(folder.resolve("own.camel.yaml"));
    camel.start();

    assertThat(camel.getRouteController().getRouteStatus("own").isStarted()).isTrue();
    assertThat(camel.getRouteTemplateDefinition(kamelet)).isNotNull();
  }

  @Test
  void aParameterHasItsType() throws Exception {
    String own = route("rapport-siu-source", true);
    for (String slip : List.of("port: mllp", "port: 0\n        enabled: maybe")) {
      Files.writeString(
          folder.resolve("own.camel.yaml"),
          own.replace("        enabled: true\n", "").replace("port: 0", slip));

      assertThatThrownBy(
              () ->
                  RouteFiles.check(
                      folder.toString(), new RouteFiles.Shipped(Set.of(), Set.of(), Set.of())))
          .hasMessageContaining("rapport-siu-source wants ");
    }
  }

  @Test
  void pathsOfShippedRoutesAreKnown() throws IOException {
    Set<String> paths = new TreeSet<>();
    try (Stream<Path> files = Files.walk(Path.of("src", "main", "resources", "rapport-routes"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Matcher path =
            Pattern.compile("(?:uri: \"platform-http:|path: )\"?(/[^\"\\s]+)")
                .matcher(Files.readString(file));
        while (path.find()) {
          paths.add(path.group(1));
        }
      }
    }

    assertThat(RouteInventory.PATHS).containsExactlyInAnyOrderElementsOf(paths);
  }

  @Test
  void aSourceThatIsOffDoesNotListen() throws Exception {
    int port = FreePort.find();
    Files.writeString(
        folder.resolve("own.camel.yaml"),
        route("rapport-siu-source", false).replace("port: 0", "port: " + port));
    load(folder.resolve("own.camel.yaml"));
    camel.start();

    try (ServerSocket free = new ServerSocket(port)) {
      assertThat(free.isBound()).isTrue();
    }
  }

  @Test
  void eachIsRunByARouteThatShipsOrByAnExample() throws IOException {
    StringBuilder all = new StringBuilder();
    for (Path root :
        List.of(Path.of("src", "main", "resources"), Path.of("..", "docs", "examples"))) {
      try (Stream<Path> files = Files.walk(root)) {
        for (Path file : files.filter(one -> one.toString().endsWith(".yaml")).toList()) {
          all.append(Files.readString(file)).append('\n');
        }
      }
    }

    assertThat(RouteInventory.KAMELETS)
        .allSatisfy(name -> assertThat(all).containsPattern("uri: \"?kamelet:" + name + "\\b"));
  }

  @Test
  void theExampleSaysWhyAMessageWasNotSent() throws Exception {
    Logger logger = (Logger) LoggerFactory.getLogger("why-not-sent");
    ListAppender<ILoggingEvent> logged = new ListAppender<>();
    logged.start();
    logger.setLevel(Level.INFO);
    logger.addAppender(logged);
    camel.getGlobalOptions().put(Exchange.LOG_EIP_NAME, "${routeId}");
    load(Path.of("..", "docs", "examples", "why-not-sent", "why-not-sent.camel.yaml"));
    camel.start();

    Exchange sent = TestExchanges.sms("+14165550142", "hi Nora");
    WorkExchange.outcome(sent, OutcomeKind.FAILED, "invalid-address", null);
    camel
        .createProducerTemplate()
        .send(
            "rapport:complete", exchange -> exchange.getProperties().putAll(sent.getProperties()));

    await().atMost(Duration.ofSeconds(10)).until(() -> logged.list.size() == 1);
    assertThat(logged.list.get(0).getFormattedMessage())
        .isEqualTo("CommunicationRequest/7 failed, invalid-address; the gate had said release");
    assertThat(asked).contains("CommunicationRequest/7/$explain");
  }

  private void load(Path file) throws Exception {
    PluginHelper.getRoutesLoader(camel)
        .loadRoutes(ResourceHelper.resolveMandatoryResource(camel, "file:" + file));
  }

  private static String route(String kamelet, boolean enabled) throws IOException {
    Map<String, Object> definition = definition(kamelet);
    StringBuilder parameters = new StringBuilder();
    boolean source = kamelet.endsWith("-source");
    String indent = source ? "        " : "              ";
    Map<String, String> values =
        Map.of(
            "port",
            "0",
            "path",
            "/own",
            "webhook",
            "callbackSecret",
            "secretSetting",
            "OWN_SECRET",
            "address",
            "http://127.0.0.1:9/own");
    if (definition.get("required") instanceof List<?> required) {
      required.forEach(
          name ->
              parameters
                  .append(indent)
                  .append(name)
                  .append(": ")
                  .append(values.get(String.valueOf(name)))
                  .append('\n'));
    }
    if (source) {
      parameters.append(indent).append("enabled: ").append(enabled).append('\n');
      return "- route:\n    id: own\n    from:\n      uri: kamelet:%s\n      parameters:\n%s      steps:\n        - to: mock:own\n"
          .formatted(kamelet, parameters);
    }
    return "- route:\n    id: own\n    from:\n      uri: direct:own\n      steps:\n        - to:\n            uri: kamelet:%s\n%s"
        .formatted(kamelet, parameters.isEmpty() ? "" : "            parameters:\n" + parameters);
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> definition(String kamelet) throws IOException {
    try (InputStream in =
        KameletsTest.class.getResourceAsStream("/kamelets/" + kamelet + ".kamelet.yaml")) {
      Map<String, Object> read = new Yaml(new SafeConstructor(new LoaderOptions())).load(in);
      return (Map<String, Object>) ((Map<String, Object>) read.get("spec")).get("definition");
    }
  }
}
